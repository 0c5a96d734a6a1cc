import MiniSearch from 'minisearch';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SearchEntry } from '../types.ts';
import { createTestIndex, pageOf, type TestIndex } from './testing/test-index.ts';

/** What is asked of the first five hits, beside what a whole index in memory gives. */
const MIN_RECALL = 0.97;
const MIN_RECALL_WITH_TYPO = 0.9;
const SHOWN = 5;
const PAGES = 400;
const QUESTIONS = 200;
/** What a query may load at this size, as it lies in the store: the first with the manifest, and one after it. */
const MAX_FIRST_BYTES = 200 * 1024;
const MAX_SECOND_BYTES = 120 * 1024;

type Random = (below: number) => number;

function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const pick = <T>(random: Random, all: readonly T[]): T => all[random(all.length)] as T;

function madeWord(random: Random): string {
  const syllable = (): string =>
    pick(random, [...'bcdfghklmnprstvw']) + pick(random, ['a', 'e', 'i', 'o', 'u', 'ei', 'ar', 'on']);
  return Array.from({ length: 2 + random(3) }, syllable).join('');
}

/** Words as in a language: few are used often, most are rare. */
function madePages(seed: number): SearchEntry[] {
  const random = randomOf(seed);
  const words = [...new Set(Array.from({ length: 8000 }, () => madeWord(random)))];
  const word = (): string => words[Math.floor(words.length * (random(10_000) / 10_000) ** 4)] as string;
  const some = (count: number): string => Array.from({ length: count }, word).join(' ');
  return Array.from({ length: PAGES }, (_, at) => {
    const headings = Array.from({ length: 1 + random(4) }, (_value, index) => ({
      slug: `h${index}`,
      text: some(1 + random(4)),
      offset: 0,
    }));
    return pageOf(some(1 + random(4)), some(80 + random(400)), { path: `Page_${at}`, headings });
  });
}

/** A title, a heading, or two words of the text that few pages have. */
function knownItem(random: Random, pages: readonly SearchEntry[], counts: ReadonlyMap<string, number>) {
  const page = pick(random, pages);
  const rare = page.text.split(' ').filter((word) => (counts.get(word) ?? 0) <= 3);
  const query = [
    page.title,
    pick(random, page.headings).text,
    rare.length < 2 ? page.title : `${pick(random, rare)} ${pick(random, rare)}`,
  ];
  return { query: pick(random, query), path: page.path };
}

function misspelt(random: Random, query: string, isWord: (word: string) => boolean): string | undefined {
  const words = query.split(' ');
  const at = random(words.length);
  const word = words[at] as string;
  const place = random(word.length);
  const letter = pick(random, [...'aeioubtrnsl']);
  const wrong = pick(random, [
    word.slice(0, place) + word.slice(place + 1),
    word.slice(0, place) + letter + word.slice(place),
    word.slice(0, place) + letter + word.slice(place + 1),
    word.slice(0, place) +
      word
        .slice(place, place + 2)
        .split('')
        .reverse()
        .join('') +
      word.slice(place + 2),
  ]);
  if (word.length < 5 || isWord(wrong)) return undefined;
  return words.with(at, wrong).join(' ');
}

describe.each([1, 2])('pages made by seed %i', (seed) => {
  let index: TestIndex;
  let pages: SearchEntry[];
  let counts: Map<string, number>;
  let theirs: (query: string) => string[];
  beforeAll(async () => {
    pages = madePages(seed);
    counts = new Map();
    for (const { text } of pages)
      for (const word of new Set(text.split(' '))) counts.set(word, (counts.get(word) ?? 0) + 1);
    index = createTestIndex();
    index.write(Object.fromEntries(pages.map((page) => [page.path, page])));
    await index.fold();
    const reference = new MiniSearch({ fields: ['title', 'headings', 'text'], idField: 'path' });
    reference.addAll(
      pages.map(({ path, title, headings, text }) => ({
        path,
        title,
        text,
        headings: headings.map((each) => each.text).join('\n'),
      })),
    );
    const options = { boost: { title: 3, headings: 2 }, fuzzy: 0.2 };
    theirs = (query) =>
      reference
        .search(query, options)
        .slice(0, SHOWN)
        .map(({ id }) => id);
  });

  async function recalls(
    questions: readonly { query: string; path: string }[],
  ): Promise<{ ours: number; theirs: number }> {
    const search = index.open();
    let [own, other] = [0, 0];
    for (const { query, path } of questions) {
      const { hits } = await search.query(query, { limit: SHOWN });
      if (hits.some((hit) => hit.path === path)) own++;
      if (theirs(query).includes(path)) other++;
    }
    return { ours: own / questions.length, theirs: other / questions.length };
  }

  it('finds known pages as a whole index in memory does', async () => {
    const random = randomOf(seed + 100);
    const found = await recalls(Array.from({ length: QUESTIONS }, () => knownItem(random, pages, counts)));
    expect(found.theirs).toBeGreaterThan(0.7);
    expect(found.ours / found.theirs).toBeGreaterThanOrEqual(MIN_RECALL);
  });

  it('finds them with one typo', async () => {
    const random = randomOf(seed + 200);
    const questions = Array.from({ length: QUESTIONS }, () => {
      const { query, path } = knownItem(random, pages, counts);
      return { query: misspelt(random, query, (word) => counts.has(word)) ?? query, path };
    });
    const found = await recalls(questions);
    expect(found.theirs).toBeGreaterThan(0.6);
    expect(found.ours / found.theirs).toBeGreaterThanOrEqual(MIN_RECALL_WITH_TYPO);
  });

  it('loads what its words need, not the index', async () => {
    const random = randomOf(seed + 300);
    const bytes = (): number => index.loaded.reduce((sum, name) => sum + (index.objects.get(name)?.length ?? 0), 0);
    for (let question = 0; question < 20; question++) {
      const search = index.open();
      index.loaded.length = 0;
      await search.query(knownItem(random, pages, counts).query);
      expect(bytes()).toBeLessThan(MAX_FIRST_BYTES);
      index.loaded.length = 0;
      await search.query(knownItem(random, pages, counts).query);
      expect(bytes()).toBeLessThan(MAX_SECOND_BYTES);
    }
  });
});
