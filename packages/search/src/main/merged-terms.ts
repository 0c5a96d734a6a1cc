import type { InvertedPages } from './inverted-pages.ts';
import type { Main, Postings, Term } from './main.ts';

/** In place of a page's number, when its postings are not to be taken over. */
export const GONE = 0xffff_ffff;

export interface TermSources {
  base: Main | undefined;
  /** The numbers that the base's pages get, in the same order; {@link GONE} for those that changed. */
  renumbered: Uint32Array;
  changed: InvertedPages;
  /** The numbers of the pages that changed and are there, by path, ascending. */
  numbers: ReadonlyMap<string, number>;
}

/** All terms that some page has, in code unit order, each with its pages. */
export async function* mergedTerms({
  base,
  renumbered,
  changed,
  numbers,
}: TermSources): AsyncGenerator<{ text: string; postings: Postings }> {
  const lists = changed.lists(numbers)[Symbol.iterator]();
  let next = lists.next();
  if (base) {
    for await (const terms of shardsOf(base)) {
      for (const term of terms) {
        for (; !next.done && next.value.text < term.text; next = lists.next()) yield next.value;
        const kept = renumber(await base.postings(term), renumbered);
        const isChanged = !next.done && next.value.text === term.text;
        const postings = isChanged ? merge(kept, next.value.postings) : kept;
        if (isChanged) next = lists.next();
        if (postings.pages.length > 0) yield { text: term.text, postings };
      }
    }
  }
  for (; !next.done; next = lists.next()) yield next.value;
}

const SHARDS_AHEAD = 8;

async function* shardsOf(base: Main): AsyncGenerator<Term[]> {
  const ahead: Promise<Term[]>[] = [];
  const load = (number: number): void => {
    const shard = base.shard(number);
    // Whoever awaits it later is told.
    shard.catch(() => undefined);
    ahead.push(shard);
  };
  for (let number = 0; number < base.shards; number++) {
    while (ahead.length < SHARDS_AHEAD && number + ahead.length < base.shards) load(number + ahead.length);
    const shard = ahead.shift();
    if (shard) yield await shard;
  }
}

function renumber({ pages, impacts }: Postings, renumbered: Uint32Array): Postings {
  const kept: Postings = { pages: new Uint32Array(pages.length), impacts: new Uint8Array(pages.length) };
  let length = 0;
  for (let at = 0; at < pages.length; at++) {
    const number = renumbered[pages[at] ?? 0] ?? GONE;
    if (number === GONE) continue;
    kept.pages[length] = number;
    kept.impacts[length++] = impacts[at] ?? 0;
  }
  return { pages: kept.pages.subarray(0, length), impacts: kept.impacts.subarray(0, length) };
}

function merge(one: Postings, other: Postings): Postings {
  const length = one.pages.length + other.pages.length;
  const merged: Postings = { pages: new Uint32Array(length), impacts: new Uint8Array(length) };
  for (let at = 0, a = 0, b = 0; at < length; at++) {
    const isOne = (one.pages[a] ?? GONE) < (other.pages[b] ?? GONE);
    const from = isOne ? one : other;
    const place = isOne ? a++ : b++;
    merged.pages[at] = from.pages[place] ?? 0;
    merged.impacts[at] = from.impacts[place] ?? 0;
  }
  return merged;
}
