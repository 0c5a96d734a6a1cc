import type { GitObject, Oid, Repository } from '@holt/git';
import { WikiError } from './errors.ts';
import type { PageChange, WrittenPage } from './page-change.ts';

/** How many bytes of pages' texts one limited write may read to merge, and may store: small steps on large pages bring few themselves. */
const MAX_STORED_BYTES = 8 * 1024 * 1024;

/**
 * How to read the texts that the steps of a limited write are on, up to 8 MiB of base versions: a write over that ends before it has merged
 * them all.
 *
 * @throws what is returned: WikiError `too-large`
 */
export function boundBases(
  changes: readonly PageChange[],
  readBlob: Repository['readBlob'],
): (oid: Oid) => Promise<Uint8Array> {
  const bases = new Set(changes.map((change) => ('baseVersion' in change ? change.baseVersion : undefined)));
  let bytes = 0;
  return async (oid) => {
    const text = await readBlob(oid);
    if (bases.has(oid)) bytes += text.byteLength;
    if (bytes > MAX_STORED_BYTES) throw tooLarge('is on');
    return text;
  };
}

/**
 * Whether a limited write may store what its steps make of pages: at most 8 MiB. Files that come whole, and links that are rewritten in other
 * pages, have bounds of their own.
 *
 * @throws WikiError `too-large`
 */
export function checkStoredBytes(
  changes: readonly PageChange[],
  { objects, pages }: { objects: readonly GitObject[]; pages: readonly WrittenPage[] },
): void {
  const paths = new Set(changes.flatMap((change) => (change.op === 'move' ? [change.newPath] : [change.path])));
  const versions = new Set(pages.filter(({ path }) => paths.has(path)).map(({ version }) => version));
  let bytes = 0;
  for (const { oid, content } of objects) if (versions.has(oid)) bytes += content.byteLength;
  if (bytes > MAX_STORED_BYTES) throw tooLarge('makes');
}

function tooLarge(verb: string): WikiError {
  return new WikiError(
    'too-large',
    `The texts of pages that this write ${verb} have more than ${MAX_STORED_BYTES} bytes together. Nothing was changed. Split it into several writes of fewer pages.`,
    { limit: MAX_STORED_BYTES },
  );
}
