import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SearchEntry } from '../types.ts';
import { createTestIndex, pageOf, type TestIndex } from './testing/test-index.ts';

const SEED = 7;
const RUNS = 120;
const PATHS = ['Home', 'Guide/Horse', 'Guide/House', 'Notes/E-2', 'notes/日本', 'Zoo'];
const WORDS = [
  'horse',
  'house',
  'houses',
  'hose',
  'snake_case',
  'snake',
  'case',
  'E-2',
  '東京都',
  '東京',
  'zebra',
  'Zebras',
  'the',
];
const TAGS = ['api', 'how to'];
const FIXED_QUERIES = [
  ...WORDS,
  'hrose',
  'zebrra',
  'snakecase',
  '都',
  'horse zebra the',
  'horse qqqq',
  '"horse house"',
  '"the 東京"',
  'the -horse',
  'the -"horse house"',
  'tag:api',
  'the -tag:api',
  'path:guide',
  'horse -path:guide/horse',
];

const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 6 }).map((all) => all.join(' '));
const page = fc
  .record({ title: words, text: words, tags: fc.subarray(TAGS), heading: words })
  .map(({ title, text, tags, heading }) =>
    pageOf(title, text, { tags, headings: heading === '' ? [] : [{ slug: 'h', text: heading, offset: 0 }] }),
  );
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ path: fc.constantFrom(...PATHS), page: fc.option(page, { nil: undefined }) }) },
  { weight: 1, arbitrary: fc.record({ from: fc.constantFrom(...PATHS), to: fc.constantFrom(...PATHS) }) },
  { weight: 2, arbitrary: fc.constant('fold' as const) },
);

/** Does all steps; what is there in the end. */
async function take(index: TestIndex, steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]) {
  const pages = new Map<string, SearchEntry>();
  index.write({});
  for (const each of steps) {
    if (each === 'fold') await index.fold();
    else if ('from' in each) {
      const moved = pages.get(each.from);
      if (moved === undefined || each.from === each.to) continue;
      pages.delete(each.from);
      pages.set(each.to, moved);
      index.write({ [each.from]: undefined, [each.to]: moved });
    } else {
      if (each.page === undefined) pages.delete(each.path);
      else pages.set(each.path, each.page);
      index.write({ [each.path]: each.page });
    }
  }
  return pages;
}

async function freshIndex(pages: ReadonlyMap<string, SearchEntry>): Promise<TestIndex> {
  const index = createTestIndex();
  index.write(Object.fromEntries(pages));
  await index.fold();
  return index;
}

describe('whatever was written, deleted, renamed and folded', () => {
  it('answers with the pages with which a fresh index answers, and once folded in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), fc.array(words, { maxLength: 3 }), async (steps, queries) => {
        const index = createTestIndex();
        const pages = await take(index, steps);
        const fresh = (await freshIndex(pages)).open();
        const search = index.open();
        const seen = index.open();
        for (const text of [...FIXED_QUERIES, ...queries]) {
          for (const isTyping of [false, true]) {
            const options = { limit: 200, isTyping };
            const expected = await fresh.query(text, options);
            const answer = await search.query(text, options);
            const exact = await seen.query(text, { ...options, maySee: () => true });
            const paths = expected.hits.map(({ path }) => path).toSorted();
            const told = JSON.stringify({ text, isTyping });
            expect(answer.hits.map(({ path }) => path).toSorted(), told).toEqual(paths);
            expect(exact.hits.map(({ path }) => path).toSorted(), told).toEqual(paths);
            expect([answer.isPartial, answer.flaw], told).toEqual([expected.isPartial, expected.flaw]);
          }
        }
        await index.fold();
        for (const text of FIXED_QUERIES) {
          const { hits, corrected } = await search.query(text, { limit: 200 });
          const expected = await fresh.query(text, { limit: 200 });
          expect({ hits, corrected }, text).toEqual({ hits: expected.hits, corrected: expected.corrected });
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
