import { isUtf8 } from 'node:buffer';
import type { GitObject } from './git-object.ts';

/** One file's contents, before and after. */
export interface ChangedFile {
  path: string;
  /** Undefined for a file that was added. */
  old: GitObject | undefined;
  new: GitObject;
}

const CONTEXT_LINES = 3;
/** What libgit2 keeps of the line that it shows behind a hunk's numbers. */
const MAX_HEADING_BYTES = 80;
const OID_DIGITS = 7;
const MAX_PATH_LENGTH = 200;
/** Paths that git neither quotes nor refuses, so that they can be printed as they are. */
const PLAIN_PATH = /^\w([\w .-]*\w)?(\/\w([\w .-]*\w)?)*$/;

/**
 * The same as libgit2 prints of one text file, where that can be told without it: for an added file, and where all that differs lies in one place, with no
 * line in common. Many edits are like that, and a process that has just started need not load libgit2 for them.
 *
 * @returns undefined for all others: these are for libgit2
 */
export function patchOfOneChange({ path, old, new: changed }: ChangedFile): string | undefined {
  if (path.length > MAX_PATH_LENGTH || !PLAIN_PATH.test(path)) return undefined;
  const [before, after] = [old === undefined ? [] : linesOf(old), linesOf(changed)];
  if (before === undefined || after === undefined || after.length === 0) return undefined;
  if (old !== undefined && before.length === 0) return undefined;
  const hunk = makeHunk(before, after);
  if (hunk === undefined) return undefined;
  const oids = `${old?.oid.slice(0, OID_DIGITS) ?? '0'.repeat(OID_DIGITS)}..${changed.oid.slice(0, OID_DIGITS)}`;
  const header = [
    `diff --git a/${path} b/${path}\n`,
    ...(old === undefined ? [`new file mode 100644\nindex ${oids}\n`] : [`index ${oids} 100644\n`]),
    `--- ${old === undefined ? '/dev/null' : `a/${path}`}\n+++ b/${path}\n`,
  ];
  return Buffer.from([...header, hunk].join(''), 'latin1').toString();
}

/** Each with its line end, a character for a byte. Undefined for what git calls binary. */
function linesOf({ content }: GitObject): string[] | undefined {
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1');
  if (text.includes('\0')) return undefined;
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function makeHunk(before: readonly string[], after: readonly string[]): string | undefined {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  // First from the top: git shows what could be shown in several places in the lowest.
  while (start < shorter && before[start] === after[start]) start++;
  let [oldEnd, newEnd] = [before.length, after.length];
  while (oldEnd > start && newEnd > start && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  if (oldEnd === start && newEnd === start) return undefined;
  const removed = before.slice(start, oldEnd);
  const added = after.slice(start, newEnd);
  const isRemoved = new Set(removed);
  if (added.some((line) => isRemoved.has(line))) return undefined;

  const first = Math.max(0, start - CONTEXT_LINES);
  const heading = findHeading(before, first - 1);
  if (heading === undefined) return undefined;
  const trailing = before.slice(oldEnd, oldEnd + CONTEXT_LINES);
  const counts = (part: readonly string[]) => {
    const count = start - first + part.length + trailing.length;
    return `${count === 0 ? first : first + 1}${count === 1 ? '' : `,${count}`}`;
  };
  return [
    `@@ -${counts(removed)} +${counts(added)} @@${heading}\n`,
    ...before.slice(first, start).map((line) => printed(' ', line)),
    ...removed.map((line) => printed('-', line)),
    ...added.map((line) => printed('+', line)),
    ...trailing.map((line) => printed(' ', line)),
  ].join('');
}

/**
 * What stands behind a hunk's numbers: the last line above it that begins like a name. Undefined where libgit2 may cut it elsewhere: it shows no part of a
 * character, and has taken some bytes beyond ASCII for spaces.
 */
function findHeading(lines: readonly string[], from: number): string | undefined {
  for (let number = from; number >= 0; number--) {
    const line = lines[number] as string;
    if (!/^[A-Za-z_$]/.test(line)) continue;
    const trimmed = line.replace(/[ \t\n\v\f\r]+$/, '');
    const heading = trimmed.slice(0, MAX_HEADING_BYTES);
    const isPlain = trimmed.charCodeAt(trimmed.length - 1) < 0x80 && isUtf8(Buffer.from(heading, 'latin1'));
    return isPlain ? ` ${heading}` : undefined;
  }
  return '';
}

function printed(sign: string, line: string): string {
  return line.endsWith('\n') ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`;
}
