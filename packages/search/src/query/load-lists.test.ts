import { expect, it } from 'vitest';
import type { Term } from '../main/main.ts';
import { openLists } from './lists.ts';
import { isTold, loadLists } from './load-lists.ts';
import { indexEntries } from './memory-index.ts';

/** Terms by what their lists cost that lie apart, in bytes; a page has each. */
function listsOf(terms: Record<string, number>) {
  const read: string[] = [];
  const source = {
    ...indexEntries([]),
    term: async (text: string) => ({ text, count: 1, apartBytes: terms[text] ?? 0 }) as Term,
    postings: async ({ text }: Term) => {
      read.push(text);
      return { pages: Uint32Array.of(0), impacts: Uint8Array.of(1) };
    },
  };
  const lists = openLists([{ source, isHidden: () => false, mostHidden: 0 }], false);
  const load = async (...texts: string[]) => {
    const asked = await Promise.all(texts.map(async (text) => ({ found: await lists.find(text), weight: 1 })));
    await loadLists(lists, asked);
    return texts.filter((_, at) => !isTold(lists, asked[at] as (typeof asked)[number]));
  };
  return { load, read };
}

it('reads the shortest lists that lie apart, as far as they cost 8 KiB together', async () => {
  const { load, read } = listsOf({ long: 5000, short: 3000, longest: 20_000, none: 0 });
  expect(await load('long', 'longest', 'short', 'none')).toEqual(['longest']);
  expect(read.sort()).toEqual(['long', 'none', 'short']);
});

it('reads one list at least, and none where another word tells enough', async () => {
  expect(await listsOf({ longest: 20_000, other: 30_000 }).load('other', 'longest')).toEqual(['other']);
  expect(await listsOf({ longest: 20_000, none: 0 }).load('longest', 'none')).toEqual(['longest']);
});

it('reads 8 KiB of them in all steps of a query, and what was read is free', async () => {
  const { load, read } = listsOf({ first: 5000, again: 3000, last: 3000, alone: 9000, none: 0 });
  expect(await load('first')).toEqual([]);
  expect(await load('first', 'again')).toEqual([]);
  expect(await load('first', 'last', 'none')).toEqual(['last']);
  expect(await load('alone')).toEqual([]);
  expect(read).toEqual(['first', 'again', 'none', 'alone']);
});
