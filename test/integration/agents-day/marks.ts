import { hash } from 'node:crypto';

const MARK = /mark (\S+?);/g;

/** The line that only this write brings to a page or file. */
export function markOf(id: string): string {
  return `mark ${id};`;
}

/** The writes whose marks a text has, in its order. */
export function marksIn(text: string): string[] {
  return [...text.matchAll(MARK)].map(([, id = '']) => id);
}

/** The version that a text has as a page or file, worked out without Holt. */
export function versionOf(text: string): string {
  const bytes = Buffer.from(text);
  return hash('sha1', Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]));
}
