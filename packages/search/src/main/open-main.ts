import { SearchError } from '../errors.ts';
import { foldText } from '../fold-text.ts';
import { mainPrefix } from '../names.ts';
import type { Load } from '../types.ts';
import { unseal } from './checksum.ts';
import type { Main, MainPage, Term, TermCount } from './main.ts';
import {
  CHUNKS_NAME,
  chunkName,
  decodeChunks,
  decodeManifest,
  listName,
  MANIFEST_NAME,
  PAGES_PER_CHUNK,
  reversedName,
  shardName,
  wordsName,
} from './manifest.ts';
import { decodePages } from './page-chunk.ts';
import { decodePostings } from './posting-list.ts';
import { decodeShard } from './term-shard.ts';
import { decodeWords, reverse } from './word-shard.ts';

/**
 * Opens a main part by its manifest; all else is loaded when it is asked for, each time again (what keeps objects is `load`).
 * @throws SearchError `missing`, `damaged` (another format, too)
 */
export async function openMain(load: Load, name: string): Promise<Main> {
  const prefix = mainPrefix(name);
  const read = async (object: string): Promise<Uint8Array> => {
    const bytes = await load(prefix + object);
    if (bytes) return bytes;
    throw new SearchError('missing', prefix + object, `${prefix}${object} of the search index is missing`);
  };
  const manifest = decodeManifest(prefix + MANIFEST_NAME, await read(MANIFEST_NAME));
  const { generation, revision, pages: count } = manifest;

  // The same bytes are decoded once, as long as somebody keeps them.
  const decoded = new WeakMap<Uint8Array, Term[]>();
  const shard = async (number: number): Promise<Term[]> => {
    const bytes = await read(shardName(number));
    const terms = decoded.get(bytes) ?? decodeShard(prefix + shardName(number), bytes, count);
    decoded.set(bytes, terms);
    return terms;
  };
  const words = async (object: string): Promise<TermCount[]> => decodeWords(prefix + object, await read(object));

  const chunk = async (number: number): Promise<MainPage[]> => {
    const pages = Math.min(PAGES_PER_CHUNK, count - number * PAGES_PER_CHUNK);
    return decodePages(prefix + chunkName(number), await read(chunkName(number)), pages);
  };
  /** The number of the first page of which something holds that holds for all folded paths from some one on. */
  const firstPage = async (starts: readonly string[], holds: (foldedPath: string) => boolean): Promise<number> => {
    const number = Math.max(
      0,
      starts.findLastIndex((start) => !holds(start)),
    );
    const at = (await chunk(number)).findIndex(({ path }) => holds(foldText(path)));
    return at < 0 ? Math.min(count, (number + 1) * PAGES_PER_CHUNK) : number * PAGES_PER_CHUNK + at;
  };

  return {
    generation,
    revision,
    count,
    shards: manifest.terms.length,
    shard,
    terms: async (beginning, maxShards) => {
      const numbers = shardsOf(manifest.terms, beginning, maxShards);
      return (await Promise.all(numbers.map(shard))).flat().filter(({ text }) => text.startsWith(beginning));
    },
    term: async (text) => {
      const terms = await Promise.all(shardsOf(manifest.terms, text, 1).map(shard));
      return terms.flat().find((term) => term.text === text);
    },
    wordsBeginningWith: async (beginning, maxShards) => {
      const numbers = shardsOf(manifest.words, beginning, maxShards);
      const shards = await Promise.all(numbers.map((number) => words(wordsName(number))));
      return shards.flat().filter(({ text }) => text.startsWith(beginning));
    },
    wordsEndingIn: async (ending, maxShards) => {
      const numbers = shardsOf(manifest.reversed, reverse(ending), maxShards);
      const shards = await Promise.all(numbers.map((number) => words(reversedName(number))));
      return shards.flat().filter(({ text }) => text.endsWith(ending));
    },
    postings: async ({ count: length, list }) => {
      if (typeof list !== 'number') return decodePostings(prefix, list, length, count);
      const object = prefix + listName(list);
      return decodePostings(object, unseal(object, await read(listName(list))), length, count);
    },
    pages: async (numbers) => {
      if (numbers.some((number) => !Number.isInteger(number) || number < 0 || number >= count)) {
        throw new RangeError(`Not all of ${numbers.join(', ')} are numbers of pages`);
      }
      const needed = [...new Set(numbers.map(chunkOf))];
      const chunks = new Map(await Promise.all(needed.map(async (each) => [each, await chunk(each)] as const)));
      return numbers.map((number) => chunks.get(chunkOf(number))?.[number % PAGES_PER_CHUNK] as MainPage);
    },
    range: async (beginning) => {
      if (beginning === '' || count === 0) return [0, count];
      const starts = decodeChunks(prefix + CHUNKS_NAME, await read(CHUNKS_NAME), count);
      return Promise.all([
        firstPage(starts, (path) => path >= beginning),
        firstPage(starts, (path) => path >= beginning && !path.startsWith(beginning)),
      ]);
    },
  };
}

function chunkOf(page: number): number {
  return Math.floor(page / PAGES_PER_CHUNK);
}

/** The shards that may have texts that begin with something, by where all shards begin; the first ones of them. */
function shardsOf(starts: readonly string[], beginning: string, most: number): number[] {
  let [first, end] = [0, starts.length];
  while (first < end) {
    const middle = (first + end) >>> 1;
    if ((starts[middle] ?? '') <= beginning) first = middle + 1;
    else end = middle;
  }
  const numbers: number[] = [];
  for (let number = Math.max(0, first - 1); number < starts.length && numbers.length < most; number++) {
    const start = starts[number] ?? '';
    if (start > beginning && !start.startsWith(beginning)) break;
    numbers.push(number);
  }
  return numbers;
}
