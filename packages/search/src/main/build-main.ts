import { foldText } from '../fold-text.ts';
import { SEARCH_FORMAT } from '../names.ts';
import type { SearchEntry } from '../types.ts';
import { seal } from './checksum.ts';
import { createInvertedPages, type InvertedPages } from './inverted-pages.ts';
import type { Main, MainPage, TermCount } from './main.ts';
import {
  CHUNKS_NAME,
  chunkName,
  listName,
  MANIFEST_NAME,
  type Manifest,
  PAGES_PER_CHUNK,
  reversedName,
  shardName,
  wordsName,
} from './manifest.ts';
import { GONE, mergedTerms, type TermSources } from './merged-terms.ts';
import { encodePages } from './page-chunk.ts';
import { encodePostings } from './posting-list.ts';
import { createPutQueue, type PutQueue } from './put-queue.ts';
import { createShardBuilder, MAX_LIST_BYTES } from './term-shard.ts';
import { isWord, mayBeMeant, reverse } from './word-shard.ts';
import { createWordWriter, startBetween } from './word-writer.ts';

export interface BuildMainOptions {
  /** The commit that the main part will be of. */
  at: { generation: number; revision: string };
  /** What it goes out from; absent: from nothing. */
  base?: Main;
  /** All pages that are not as in `base`: what they are, or undefined for those that are gone. A later one wins. */
  changes: ReadonlyMap<string, SearchEntry | undefined> | AsyncIterable<[path: string, entry: SearchEntry | undefined]>;
  /** Puts an object of the new main part; several at once. @param name within its folder */
  put(name: string, body: Uint8Array | string, contentType: string): Promise<void>;
}

export interface BuiltMain {
  pages: number;
  terms: number;
  objects: number;
  bytes: number;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const BINARY_TYPE = 'application/octet-stream';

/**
 * Makes a main part, the manifest last. Its objects depend on what the pages are alone: with a base and without one they are the same
 * bytes. In memory: of the pages, what {@link InvertedPages} keeps, and of the base, the paths, titles and words, and some shards.
 *
 * @throws SearchError where the base can't be read; what `put` or the changes throw
 */
export async function buildMain({ at, base, changes, put }: BuildMainOptions): Promise<BuiltMain> {
  const queue = createPutQueue(put);
  try {
    const changed = createInvertedPages();
    for await (const [path, entry] of changes) changed.add(path, entry);
    const { pages, renumbered } = await numberPages(base, changed);
    await putPages(queue, pages);
    const numbers = new Map<string, number>();
    pages.forEach(({ path }, number) => {
      if (changed.has(path)) numbers.set(path, number);
    });
    const { count, starts } = await putTerms(queue, pages.length, { base, renumbered, changed, numbers });
    await queue.settled();
    const { generation, revision } = at;
    const manifest: Manifest = { format: SEARCH_FORMAT, generation, revision, pages: pages.length, ...starts };
    await queue.put(MANIFEST_NAME, `${JSON.stringify(manifest)}\n`, JSON_TYPE);
    await queue.settled();
    return { pages: pages.length, terms: count, objects: queue.objects, bytes: queue.bytes };
  } finally {
    // Nothing is put any more when this is over.
    await queue.idle();
  }
}

interface NumberedPages {
  /** In the order of their folded paths, and where these are equal, of their paths. */
  pages: MainPage[];
  renumbered: TermSources['renumbered'];
}

const BASE_PAGES_AT_ONCE = 16 * PAGES_PER_CHUNK;

async function numberPages(base: Main | undefined, changed: InvertedPages): Promise<NumberedPages> {
  const found: (MainPage & { folded: string; before?: number })[] = [];
  for (let from = 0; from < (base?.count ?? 0); from += BASE_PAGES_AT_ONCE) {
    const to = Math.min(base?.count ?? 0, from + BASE_PAGES_AT_ONCE);
    const pages = await base?.pages(Array.from({ length: to - from }, (_, at) => from + at));
    pages?.forEach((page, at) => {
      if (!changed.has(page.path)) found.push({ ...page, folded: foldText(page.path), before: from + at });
    });
  }
  for (const page of changed.pages()) found.push({ ...page, folded: foldText(page.path) });
  found.sort((a, b) => compare(a.folded, b.folded) || compare(a.path, b.path));
  const renumbered = new Uint32Array(base?.count ?? 0).fill(GONE);
  found.forEach(({ before }, number) => {
    if (before !== undefined) renumbered[before] = number;
  });
  return { pages: found.map(({ path, title }) => ({ path, title })), renumbered };
}

async function putPages(queue: PutQueue, pages: readonly MainPage[]): Promise<void> {
  const starts: string[] = [];
  for (let from = 0; from < pages.length; from += PAGES_PER_CHUNK) {
    const [before, first] = [pages[from - 1], pages[from]].map((page) => foldText(page?.path ?? ''));
    starts.push(startBetween(before ?? '', first ?? '', from === 0));
    const chunk = pages.slice(from, from + PAGES_PER_CHUNK);
    await queue.put(chunkName(from / PAGES_PER_CHUNK), encodePages(chunk), JSON_TYPE);
  }
  await queue.put(CHUNKS_NAME, `${JSON.stringify(starts)}\n`, JSON_TYPE);
}

interface WrittenTerms {
  count: number;
  starts: Pick<Manifest, 'terms' | 'words' | 'reversed'>;
}

async function putTerms(queue: PutQueue, pages: number, sources: TermSources): Promise<WrittenTerms> {
  const words = createWordWriter((number, body) => queue.put(wordsName(number), body, JSON_TYPE));
  const reversed = createWordWriter((number, body) => queue.put(reversedName(number), body, JSON_TYPE));
  const builder = createShardBuilder();
  const terms: string[] = [];
  const typos: (TermCount & { key: string })[] = [];
  let [count, shards, lists] = [0, 0, 0];
  let last = '';
  const putShard = async (shard: Uint8Array | undefined): Promise<void> => {
    if (shard) await queue.put(shardName(shards++), shard, BINARY_TYPE);
  };
  for await (const { text, postings } of mergedTerms(sources)) {
    const word = { text, count: postings.pages.length };
    const list = encodePostings(postings, pages);
    const isApart = list.length > MAX_LIST_BYTES;
    const ended = builder.add({ ...word, ...(isApart ? { list: lists, apartBytes: list.length } : { list }) });
    await putShard(ended);
    if (ended || terms.length === 0) terms.push(startBetween(last, text, terms.length === 0));
    if (isApart) await queue.put(listName(lists++), seal(list), BINARY_TYPE);
    if (isWord(text)) await words.add(text, word);
    if (mayBeMeant(text)) typos.push({ ...word, key: reverse(text) });
    last = text;
    count++;
  }
  await putShard(builder.end());
  for (const { key, ...word } of typos.sort((a, b) => compare(a.key, b.key))) await reversed.add(key, word);
  return { count, starts: { terms, words: await words.end(), reversed: await reversed.end() } };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
