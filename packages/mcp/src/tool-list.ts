import type { ListToolsResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { Tool } from './tool.ts';
import { deletePage } from './tools/delete-page.ts';
import { editPage } from './tools/edit-page.ts';
import { listPages } from './tools/list-pages.ts';
import { listWikis } from './tools/list-wikis.ts';
import { readPage } from './tools/read-page.ts';
import { renamePage } from './tools/rename-page.ts';
import { writePage } from './tools/write-page.ts';

const all: readonly Tool[] = [listWikis, listPages, readPage, writePage, editPage, renamePage, deletePage];

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
    inputSchema: toObjectSchema(bound ? tool.boundInput : tool.input),
    outputSchema: orError(toObjectSchema(tool.output)),
    annotations: { ...annotations },
  };
}

interface ObjectSchema {
  type: 'object';
  properties: Record<string, object>;
  required?: string[];
  [keyword: string]: unknown;
}

function toObjectSchema(schema: z.ZodObject): ObjectSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest as ObjectSchema;
}

/** Clients check structured content against the output schema even when it tells of an error. */
function orError({ required = [], ...schema }: ObjectSchema): ObjectSchema {
  return {
    ...schema,
    properties: { ...schema.properties, error: { type: 'object' } },
    anyOf: [{ required }, { required: ['error'] }],
  };
}
