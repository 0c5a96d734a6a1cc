import type { DialectOptions } from './parse-markdown.ts';
import { parsePage } from './parse-page.ts';

/** Whether a page is shown as plain text, as it is too large or too complex to be parsed: it has no headings and links then. */
export function isPlainText(markdown: string, dialect: DialectOptions = {}): boolean {
  return parsePage(markdown, dialect) === undefined;
}
