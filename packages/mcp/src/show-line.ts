import { showHidden } from './show-hidden.ts';
import type { ToolContext } from './tool.ts';

const MAX_CHARACTERS = 500;

/** What somebody wrote, on one line, hidden characters shown: for a title, a message, a name. Cut after 500 characters. */
export function showLine(text: string): string {
  const line = showHidden(text.replace(/\s+/g, ' ').trim()).text;
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS).toWellFormed()}…` : line;
}

/** How what others wrote goes into an answer's data: as {@link showLine} has it, or as it is. */
export type Shower = (text: string) => string;

export function showerFor({ isVerbatim = false }: Pick<ToolContext, 'isVerbatim'>): Shower {
  return isVerbatim ? (text) => text : showLine;
}
