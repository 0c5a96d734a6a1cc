import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { MAX_ANSWER_BYTES, sizeBytes } from './answer-size.ts';
import { delimit } from './delimit.ts';
import { describeError } from './describe-error.ts';
import { mapTexts } from './json-texts.ts';
import type { Log } from './log.ts';
import { showHidden } from './show-hidden.ts';
import type { Tool } from './tool.ts';

/** A longer text is left to read_page; the structured content has it whole, if the answer has room for it. */
const MAX_SHOWN_CHARACTERS = 20_000;

/** Of a conflict: page texts, which the agent may send back. */
const PAGE_TEXTS: ReadonlySet<string> = new Set(['base', 'mine', 'theirs', 'merged']);

/** An error as the agent sees it: the code, what happened and what to do next; `structuredContent.error` holds it all for programs. */
export function errorResult(tool: Tool, error: unknown, log: Log): CallToolResult {
  const described = describeError(tool, error, log);
  const { code, data } = described;
  const message = showUnseen(described.message);
  const shown = code === 'conflict' ? showTexts(data) : '';
  const told = sizeBytes(data) > MAX_ANSWER_BYTES ? {} : showInData(data);
  const result: CallToolResult = {
    content: [{ type: 'text', text: `Error ${code}: ${message}${shown}` }],
    structuredContent: { error: { code, message, ...told } },
    isError: true,
  };
  if (sizeBytes(result) > MAX_ANSWER_BYTES) result.structuredContent = { error: { code, message } };
  return result;
}

function showInData(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(data).map(([name, value]) => {
    const show = PAGE_TEXTS.has(name) ? (text: string) => showHidden(text).text : showUnseen;
    return Object.entries(mapTexts({ [name]: value }, show));
  });
  return Object.fromEntries(entries.flat());
}

/** What quotes a page may have been shown already: then nothing is hidden any more. */
function showUnseen(quoting: string): string {
  const { text, notes } = showHidden(quoting);
  return notes.length > 0 ? text : quoting;
}

/** What the agent began from and what is there now; its own text it has. */
function showTexts({
  base_version: baseVersion,
  base,
  current_version: currentVersion,
  theirs,
}: Readonly<Record<string, unknown>>): string {
  const texts = [
    [
      'base text',
      baseVersion,
      base,
      'find the revision that made this version in page_history, then read_page with it',
    ],
    ['current text', currentVersion, theirs, 'get it with read_page'],
  ] as const;
  return texts
    .map(([label, version, text, remedy]) => {
      if (typeof version !== 'string' || typeof text !== 'string') return '';
      const isLong = text.length > MAX_SHOWN_CHARACTERS;
      return `\n\n${isLong ? `The ${label} (version ${version}) is long: ${remedy}.` : delimit(label, version, showHidden(text).text)}`;
    })
    .join('');
}
