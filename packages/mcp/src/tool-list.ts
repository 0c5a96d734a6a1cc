import type { ListToolsResult } from '@modelcontextprotocol/sdk/types.js';
import { listInput, listOutput } from './listed-schemas.ts';
import type { Tool } from './tool.ts';
import { applyChanges } from './tools/apply-changes.ts';
import { changesSince } from './tools/changes-since.ts';
import { deleteAttachment } from './tools/delete-attachment.ts';
import { deletePage } from './tools/delete-page.ts';
import { diff } from './tools/diff.ts';
import { editPage } from './tools/edit-page.ts';
import { editSection } from './tools/edit-section.ts';
import { listAttachments } from './tools/list-attachments.ts';
import { listPages } from './tools/list-pages.ts';
import { listWikis } from './tools/list-wikis.ts';
import { pageHistory } from './tools/page-history.ts';
import { readAttachment } from './tools/read-attachment.ts';
import { readPage } from './tools/read-page.ts';
import { readPages } from './tools/read-pages.ts';
import { renamePage } from './tools/rename-page.ts';
import { restorePage } from './tools/restore-page.ts';
import { revertCommit } from './tools/revert-commit.ts';
import { search } from './tools/search.ts';
import { setProperties } from './tools/set-properties.ts';
import { survey } from './tools/survey.ts';
import { uploadAttachment } from './tools/upload-attachment.ts';
import { writePage } from './tools/write-page.ts';

/** In the order in which agents read of them. */
const all: readonly Tool[] = [
  listWikis,
  listPages,
  readPage,
  readPages,
  search,
  changesSince,
  pageHistory,
  diff,
  survey,
  listAttachments,
  readAttachment,
  writePage,
  editPage,
  editSection,
  setProperties,
  renamePage,
  deletePage,
  restorePage,
  revertCommit,
  applyChanges,
  uploadAttachment,
  deleteAttachment,
];

export const TOOLS: ReadonlyMap<string, Tool> = new Map(all.map((tool) => [tool.name, tool]));

/** The answer to `tools/list`. @param bound whether the connection is bound to one wiki */
export function listTools(bound: boolean): ListToolsResult {
  return { tools: all.map((tool) => describe(tool, bound)) };
}

function describe(tool: Tool, bound: boolean): ListToolsResult['tools'][number] {
  const { name, description, annotations } = tool;
  return {
    name,
    description,
    inputSchema: listInput(tool, bound),
    outputSchema: listOutput(tool),
    annotations: { ...annotations },
  };
}
