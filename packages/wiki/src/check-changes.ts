import { checkFilePath, checkPagePath, toPagePath } from '@holt/edge';
import { MAX_PAGE_BYTES, readFrontMatter } from '@holt/markdown';
import { WikiError } from './errors.ts';
import type { PageChange } from './page-change.ts';
import { shorten } from './shorten.ts';
import { tellChange } from './tell-change.ts';

/** An attachment's largest size: what fits in one Lambda request after base64. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
const MAX_CHANGES = 100_000;

/** @throws WikiError `invalid-request`, `invalid-properties`, `too-large`, `invalid-path`, without a look at the wiki */
export function checkChanges(changes: readonly PageChange[]): void {
  if (changes.length === 0) throw new WikiError('invalid-request', 'A write needs at least one change.');
  if (changes.length > MAX_CHANGES) {
    throw new WikiError(
      'too-large',
      `A write of ${changes.length} changes is over the limit of ${MAX_CHANGES}. Split it.`,
    );
  }
  for (const [index, change] of changes.entries()) {
    try {
      checkChange(change);
    } catch (error) {
      throw tellChange(error, changes, index);
    }
  }
}

function checkChange(change: PageChange): void {
  if (change.op === 'store') checkStored(change.path, change.content);
  else {
    refuse(change.path, checkPagePath(change.path));
    if (change.op === 'move') refuse(change.newPath, checkPagePath(change.newPath));
    checkPart(change);
  }
}

function checkPart(change: PageChange): void {
  const { op, path } = change;
  if (op === 'edit' && !(Number.isInteger(change.count ?? 1) && (change.count ?? 1) >= 1)) {
    throw new WikiError(
      'invalid-request',
      `The count of texts to replace in "${path}" must be a whole number from 1.`,
      {
        path,
      },
    );
  }
  if (op === 'insert' && change.section === undefined && (change.where === 'before' || change.where === 'after')) {
    throw new WikiError(
      'invalid-request',
      `To insert text ${change.where} a section of "${path}", name the section. Without one, text goes to the page's start or end.`,
      { path },
    );
  }
  if (op === 'properties' && Object.keys(change.properties).length === 0) {
    throw new WikiError('invalid-properties', `Name at least one property of "${path}" to set.`, { path });
  }
}

function checkStored(path: string, content: Uint8Array | null): void {
  if (path.endsWith('.md')) refuse(path, checkPagePath(toPagePath(path.slice(0, -3))));
  else refuse(path, checkFilePath(path));
  const limit = path.endsWith('.md') ? MAX_PAGE_BYTES : MAX_FILE_BYTES;
  if (content !== null && content.byteLength > limit) {
    throw new WikiError('too-large', `"${path}" has ${content.byteLength} bytes; the limit is ${limit}.`, {
      path,
      limit,
    });
  }
}

/** @throws WikiError `invalid-path` when there is a reason against the path */
export function refuse(path: string, reason: string): void {
  if (reason !== '') throw new WikiError('invalid-path', `"${shorten(path)}" can't be a path: ${reason}`, { path });
}

/** A page's text as the bytes of its file. @throws WikiError `not-utf8`, `too-large`, `empty-title` */
export function encodePage(path: string, text: string): Uint8Array {
  if (!text.isWellFormed()) {
    throw new WikiError(
      'not-utf8',
      `The text for "${path}" has half a surrogate pair, so it can't be UTF-8. Mend it.`,
      {
        path,
      },
    );
  }
  const bytes = new TextEncoder().encode(text);
  refuseTooLarge(path, bytes.byteLength);
  if (readFrontMatter(text).titleEmpty) {
    throw new WikiError(
      'empty-title',
      `The front matter of "${path}" has an empty title. Give the title a text, or leave the line out.`,
      { path },
    );
  }
  return bytes;
}

/** @throws WikiError `too-large` when a page's text has too many bytes */
export function refuseTooLarge(path: string, bytes: number): void {
  if (bytes <= MAX_PAGE_BYTES) return;
  throw new WikiError(
    'too-large',
    `The text for "${path}" has ${bytes} bytes; a page has at most ${MAX_PAGE_BYTES}. Split it into several pages.`,
    { path, limit: MAX_PAGE_BYTES },
  );
}

/** A stored page as text, to change a part of it. @throws WikiError `not-utf8`: changing a part would lose the other bytes */
export function decodePage(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new WikiError(
      'not-utf8',
      `The page "${path}" holds bytes that are not UTF-8, so a part of it can't be changed. Write it whole.`,
      { path },
      { cause },
    );
  }
}
