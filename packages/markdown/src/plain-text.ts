import { MAX_TITLE_LENGTH } from './limits.ts';

// Control characters, and characters that change how the text around them is shown (bidirectional controls, zero-width).
const INVISIBLE = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** One line of text to show in lists and headers: white space collapsed, invisible characters gone, at most 200 characters. */
export function toTitleText(text: string): string {
  const head = text.slice(0, MAX_TITLE_LENGTH * 8).toWellFormed();
  const line = head.replace(/\s+/g, ' ').replace(INVISIBLE, '').trim();
  if (line.length <= MAX_TITLE_LENGTH) return line;
  return `${line
    .slice(0, MAX_TITLE_LENGTH - 1)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`;
}

/** The title of a page that gives none: the last segment of its path, with `_` as space. */
export function titleOfPath(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replaceAll('_', ' ');
}
