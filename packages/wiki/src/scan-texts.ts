import type { Oid } from '@holt/git';
import type { WikiContext } from './wiki-context.ts';

/** How many pages' texts one call reads at most. */
export const MAX_SCANNED = 1000;
/** A call ends with the text that makes it so many bytes, or with those that are read along with it. */
const MAX_SCANNED_BYTES = 32 * 1024 * 1024;
const PARALLEL = 64;

/**
 * Reads pages' texts in their order, 64 at once, until `visit` has enough, {@link MAX_SCANNED} are read, or 32 MiB are.
 *
 * @param visit true: it needs no more
 * @returns how many pages were visited, from the first on: fewer than there are means that the next call begins behind them
 * @throws as reading blobs
 */
export async function scanTexts<P extends { version: Oid }>(
  { repository }: Pick<WikiContext, 'repository'>,
  pages: readonly P[],
  visit: (page: P, text: string) => boolean,
): Promise<number> {
  let visited = 0;
  let bytes = 0;
  while (visited < Math.min(pages.length, MAX_SCANNED) && bytes < MAX_SCANNED_BYTES) {
    const batch = pages.slice(visited, Math.min(visited + PARALLEL, MAX_SCANNED));
    const texts = await Promise.all(batch.map(({ version }) => repository.readBlob(version)));
    for (const [index, text] of texts.entries()) {
      bytes += text.byteLength;
      visited++;
      if (visit(batch[index] as P, new TextDecoder('utf-8', { ignoreBOM: true }).decode(text))) return visited;
    }
  }
  return visited;
}
