import { openSearch, ROOT_NAME } from '@holt/search';
import { MemoryObjectStore, manualClock, openKeyValueStore, seededRandom } from '@holt/storage';
import { openWikis, type Wiki } from '@holt/wiki';
import { expect, it } from 'vitest';
import { type Dice, openDice } from '../simulation/dice.ts';

const SEED = 'fresh';
const EDITS = 1000;
const PAGES = 40;
const ID = 'me/notes';
const AUTHOR = { name: 'Writer', email: 'writer@example.org' };
const DAY_MS = 24 * 60 * 60 * 1000;
const TIMEOUT_MS = 900_000;

/** A word that no other is near to. */
const coin = (dice: Dice) => Array.from({ length: 12 }, () => String.fromCharCode(dice.between(97, 122))).join('');

const path = (page: number) => `Team/Page_${page}`;
const content = (page: number, word: string, filler: string) =>
  `# Page ${page}\n\n## Notes\n\nWhat the team said about ${word} today. ${filler}\n`;

/** The pages that both ways of asking give: a reader's, of the index alone, and an agent's. */
function openBoth(wiki: Wiki, store: MemoryObjectStore) {
  // One reader, who keeps what never changes.
  const reader = openSearch(async (name) => (await store.get(`fragments/${ID}/-/${name}`))?.body);
  return async (text: string) => {
    const [read, asked] = [await reader.query(text), await wiki.search({ text })];
    return { reader: read.hits.map((hit) => hit.path), agent: asked.hits.map((hit) => hit.path) };
  };
}

it(`finds a page that was edited a moment ago by its new words and no longer by its old ones, ${EDITS} of ${EDITS} times (seed ${SEED})`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const dice = openDice(SEED);
  const store = new MemoryObjectStore();
  const clock = manualClock(DAY_MS * 20_000);
  const random = seededRandom(SEED);
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const wiki = await openWikis({ store, keyValues, clock, random }).create(ID);
  const words = Array.from({ length: PAGES }, () => coin(dice));
  const fill = () => 'Some of it is long. '.repeat(dice.spread(1, 200));
  await wiki.write({
    author: AUTHOR,
    changes: words.map((word, page) => ({ op: 'put', path: path(page), content: content(page, word, fill()) })),
  });
  await wiki.fold({ only: 'index' });
  const find = openBoth(wiki, store);
  const mains = new Set<string>();
  const wrong: string[] = [];
  for (let edit = 0; edit < EDITS; edit++) {
    const page = dice.between(0, PAGES - 1);
    const [old, word] = [words[page] as string, coin(dice)];
    words[page] = word;
    await clock.advance(dice.spread(1000, 600_000));
    await wiki.write({
      author: AUTHOR,
      changes: [{ op: 'put', path: path(page), content: content(page, word, fill()) }],
    });
    const [found, lost] = [await find(word), await find(old)];
    for (const way of ['reader', 'agent'] as const) {
      if (found[way].join() !== path(page)) wrong.push(`edit ${edit}, ${way}: the new word finds ${found[way]}`);
      if (lost[way].length > 0) wrong.push(`edit ${edit}, ${way}: the old word finds ${lost[way]}`);
    }
    // In the background, now and then.
    if (dice.chance(0.1)) await wiki.fold({ ifDue: true, only: 'index' });
    const root = JSON.parse(new TextDecoder().decode((await store.get(`fragments/${ID}/-/${ROOT_NAME}`))?.body));
    mains.add(root.main?.name);
  }
  expect(wrong).toEqual([]);
  expect(mains.size).toBeGreaterThan(3);
});

it('finds a page under its new path and not under its old one, and no page that is gone', async () => {
  const store = new MemoryObjectStore();
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const wiki = await openWikis({
    store,
    keyValues,
    clock: manualClock(DAY_MS * 20_000),
    random: seededRandom(1),
  }).create(ID);
  await wiki.write({
    author: AUTHOR,
    changes: [
      { op: 'put', path: 'Old_place', content: 'The quokkaxylophone plays.\n' },
      { op: 'put', path: 'Gone', content: 'The zeppelinmarzipan flies.\n' },
    ],
  });
  await wiki.fold({ only: 'index' });
  const find = openBoth(wiki, store);
  expect(await find('quokkaxylophone')).toEqual({ reader: ['Old_place'], agent: ['Old_place'] });
  await wiki.write({
    author: AUTHOR,
    changes: [
      { op: 'move', path: 'Old_place', newPath: 'New_place' },
      { op: 'delete', path: 'Gone' },
    ],
  });
  for (const after of ['a write', 'a fold']) {
    expect(await find('quokkaxylophone'), after).toEqual({ reader: ['New_place'], agent: ['New_place'] });
    expect(await find('zeppelinmarzipan'), after).toEqual({ reader: [], agent: [] });
    await wiki.fold({ only: 'index' });
  }
});
