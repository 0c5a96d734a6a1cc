import { brotliCompressSync, constants } from 'node:zlib';
import { openSearch } from '@holt/search';
import type { ObjectStore } from '@holt/storage';
import { SHOWN, SHOWN_EXCERPTS } from './questions.ts';

/** What the edge compresses, and by how much: see `packages/local/src/compression.ts`. */
const MIN_COMPRESSED_BYTES = 1000;
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** Kinds of objects of an index, by what their names begin with. */
const KINDS = {
  root: /^search\/recent/,
  entries: /^search\/page\//,
  manifest: /\/manifest\./,
  terms: /\/terms\//,
  lists: /\/lists\//,
  typos: /\/(words|reversed)\//,
  pages: /\/pages/,
} as const;

export type LoadedKind = keyof typeof KINDS | 'all';

/**
 * What the second of two questions loads, of each kind: bytes over the wire without headers. Nothing is written in between, so that the
 * root is not sent again, as a browser asks whether it has changed: `root` tells what it would be, and is no part of `all`.
 */
export async function countSecondLoads(
  store: ObjectStore,
  wikiId: string,
  [first, second]: readonly [string, string],
): Promise<Partial<Record<LoadedKind, number>>> {
  let bytes: Partial<Record<LoadedKind, number>> = {};
  const search = openSearch(async (name) => {
    const body = (await store.get(`fragments/${wikiId}/-/${name}`))?.body;
    const kind = (Object.keys(KINDS) as (keyof typeof KINDS)[]).find((key) => KINDS[key].test(name));
    if (body === undefined || kind === undefined) return body;
    const isCompressed = name.endsWith('.json') && body.length >= MIN_COMPRESSED_BYTES;
    const wire = isCompressed ? brotliCompressSync(body, QUALITY).length : body.length;
    bytes[kind] = (bytes[kind] ?? 0) + wire;
    if (kind !== 'root') bytes.all = (bytes.all ?? 0) + wire;
    return body;
  });
  const ask = async (question: string) => {
    bytes = {};
    const { hits } = await search.query(question, { limit: SHOWN });
    await Promise.all(hits.slice(0, SHOWN_EXCERPTS).map((hit) => search.excerpts(hit)));
    return bytes;
  };
  await ask(first);
  return ask(second);
}
