import { dashKey, isWithin } from '@holt/edge';
import { ROOT_NAME } from '@holt/search';
import { MemoryObjectStore } from '@holt/storage';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import type { SearchOptions, SearchResult } from './search.ts';
import { AUTHOR, openTestWikis } from './testing/test-wiki.ts';
import type { Wiki } from './wiki.ts';

const SEED = 77;
const mayRead = (path: string) => !isWithin(path, 'Secret') && !isWithin(path, 'Open/Secret');

/** On pages that the caller may read, and on hidden ones. */
const SHARED = [
  'garden',
  'gardens',
  'release',
  'planner',
  'planned',
  'harvest',
  'kitchen',
  'window',
  'E-2',
  'snake_case',
  'ночь',
  '漢字',
];
/** On hidden pages alone: one letter away from words that are told, and from none. */
const HIDDEN = ['gardan', 'releases', 'planter', 'kitchens', 'xyzzy', 'sesame', 'windows'];
/** On no page. */
const NOWHERE = ['gardon', 'relaese', 'xyzzi', 'plugh', 'windowz', 'harwest'];

const words = (pool: readonly string[], most: number) =>
  fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: most }).map((list) => list.join(' '));

/** Pages by path; of those below `Secret`, one in four is long. */
const arbitraryPages = fc.record({
  open: fc.array(fc.tuple(words(SHARED, 3), words(SHARED, 12)), { minLength: 12, maxLength: 12 }),
  hidden: fc.array(fc.tuple(words([...SHARED, ...HIDDEN], 3), words([...SHARED, ...HIDDEN], 12)), {
    minLength: 24,
    maxLength: 24,
  }),
});

const [{ open, hidden }] = fc.sample(arbitraryPages, { seed: SEED, numRuns: 1 }) as [
  { open: [string, string][]; hidden: [string, string][] },
];
const page = (folder: string, [title, text]: [string, string], index: number): PageChange => ({
  op: 'put',
  path: `${folder}P${index}`,
  content: `---\ntags: [${index % 2 === 0 ? 'even' : 'odd'}]\n---\n# ${title}\n\n${`${text}\n\n`.repeat(folder !== '' && index % 4 === 0 ? 300 : 1)}`,
});
const openPages = open.map((each, index) => page('', each, index));
const hiddenPages = hidden.map((each, index) => page(index % 5 === 0 ? 'Open/Secret/' : 'Secret/', each, index));

/** What was done to the index before it is asked. */
type Step = 'fold' | 'lose' | 'write';
const STATES: readonly (readonly [what: string, steps: readonly Step[]])[] = [
  ['before the first fold', ['write', 'write']],
  ['after a fold', ['write', 'write', 'fold']],
  ['changed since a fold', ['write', 'fold', 'write']],
  ['that is not there', ['write', 'write', 'lose']],
];

/** A wiki with hidden pages, and one in which they never were. */
async function makeWorlds(steps: readonly Step[]): Promise<[Wiki, Wiki]> {
  const make = async (hasHidden: boolean): Promise<Wiki> => {
    const store = new MemoryObjectStore();
    const wiki = await openTestWikis(store).create('me/notes');
    let writes = 0;
    for (const step of steps) {
      if (step === 'fold') await wiki.fold();
      if (step === 'lose') await store.delete(dashKey('me', 'notes', ROOT_NAME));
      if (step !== 'write') continue;
      const half = <T>(all: readonly T[]) => all.filter((_, index) => index % 2 === writes);
      await wiki.write({ changes: [...half(openPages), ...(hasHidden ? half(hiddenPages) : [])], author: AUTHOR });
      writes++;
    }
    return openTestWikis(store).open('me/notes');
  };
  return [await make(true), await make(false)];
}

const arbitraryWord = fc.constantFrom(...SHARED, ...HIDDEN, ...NOWHERE);
const arbitraryItem = fc
  .tuple(
    fc.constantFrom('', '', '', '-'),
    fc.oneof(
      { weight: 6, arbitrary: arbitraryWord },
      { weight: 1, arbitrary: fc.tuple(arbitraryWord, arbitraryWord).map((pair) => `"${pair.join(' ')}"`) },
      { weight: 1, arbitrary: fc.constantFrom('tag:even', 'tag:odd', 'path:Secret', 'path:P', 'path:Open') },
    ),
  )
  .map((parts) => parts.join(''));
const arbitraryOptions: fc.Arbitrary<SearchOptions> = fc.record(
  {
    text: fc.array(arbitraryItem, { minLength: 1, maxLength: 4 }).map((items) => items.join(' ')),
    limit: fc.integer({ min: 1, max: 8 }),
    tag: fc.constantFrom('even', 'odd'),
    prefix: fc.constantFrom('P', 'Open/', 'Secret/'),
  },
  { requiredKeys: ['text', 'limit'] },
);

/** An answer and the ones behind it. */
async function ask(wiki: Wiki, options: SearchOptions): Promise<SearchResult[]> {
  const answers = [await wiki.search({ ...options, mayRead })];
  for (let last = answers[0]; last?.next !== undefined; ) {
    last = await wiki.search({ ...options, mayRead, startAfter: last.next });
    answers.push(last);
  }
  // It names a history.
  for (const answer of answers) delete answer.revision;
  return answers;
}

describe.each(STATES)('an index %s', (_what, steps) => {
  let worlds: [Wiki, Wiki];
  beforeAll(async () => {
    worlds = await makeWorlds(steps);
  });

  it('tells who may not read some pages what it would tell if they were not there', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryOptions, async (options) => {
        const [withHidden, without] = await Promise.all(worlds.map((wiki) => ask(wiki, options)));
        expect(withHidden).toEqual(without);
      }),
      { numRuns: 300, seed: SEED },
    );
  }, 60_000);

  it('tells everything to who may read all', async () => {
    const { hits } = await worlds[0].search({ text: 'xyzzy', limit: 100 });
    expect(hits.length).toBeGreaterThan(3);
    expect(hits.every(({ path }) => !mayRead(path))).toBe(true);
  });
});
