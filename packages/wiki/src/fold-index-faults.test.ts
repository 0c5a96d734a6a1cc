import { openSearch, type SearchAnswer } from '@holt/search';
import { type MemoryObjectStore, type Random, type StorageError, seededRandom } from '@holt/storage';
import { expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import {
  createIndexWorld,
  HOUR_MS,
  type IndexWorld,
  loadFrom,
  publishAnew,
  readMain,
  readStoredRoot,
} from './testing/index-world.ts';
import { AUTHOR } from './testing/test-wiki.ts';
import { type Delivery, type UnreliableStore, unreliableStore } from './testing/unreliable-store.ts';

const SEEDS = 10;
const STEPS = 12;
const FAULT_RATE = 0.03;
const WORDS = [
  'lighthouse',
  'harbour',
  'diver',
  'Straße',
  'café',
  'буря',
  'ναύτης',
  '灯台守',
  'snake_case',
  'camelCase',
  'E-2',
];
const TAGS = ['sea', 'land'];
const PATHS = ['Home', 'Deep/Sea', 'Deep/Blue', 'Pier', 'Gull', 'a', 'Zebra/Ünder', 'E-2'];

function openDice(random: Random) {
  const below = (count: number) => {
    const [a = 0, b = 0, c = 0] = random.bytes(3);
    return ((a << 16) | (b << 8) | c) % count;
  };
  return {
    below,
    chance: (share: number) => below(10_000) < share * 10_000,
    pick: <T>(items: readonly T[]) => items[below(items.length)] as T,
  };
}

type Dice = ReturnType<typeof openDice>;

function drawText(dice: Dice, path: string): string {
  const words = Array.from({ length: 3 + dice.below(12) }, () => dice.pick(WORDS)).join(' ');
  const tag = dice.chance(0.4) ? `---\ntags: [${dice.pick(TAGS)}]\n---\n` : '';
  // More than the root carries of one page, at times.
  const filler = dice.chance(0.15) ? 'filler '.repeat(3000) : '';
  return `${tag}# ${dice.chance(0.5) ? path : dice.pick(WORDS)}\n\n${words}\n\n## ${dice.pick(WORDS)}\n\n${filler}\n`;
}

function drawChanges(dice: Dice): PageChange[] {
  const path = dice.pick(PATHS);
  const other = dice.pick(PATHS);
  const put = (at: string): PageChange => ({ op: 'put', path: at, content: drawText(dice, at) });
  const kind = dice.below(10);
  if (kind < 5 || path === other) return [put(path)];
  if (kind < 6) return [put(path), put(other)];
  if (kind < 8) return [{ op: 'delete', path }];
  return [{ op: 'move', path, newPath: other }];
}

/** What may be refused, or fail for want of an answer. */
const EXPECTED = new Set([
  'unavailable',
  'conflict',
  'page-not-found',
  'page-exists',
  'unknown-outcome',
  'busy',
  'damaged',
]);

async function attempt(work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => {
    const { code } = error as StorageError;
    if (!EXPECTED.has(code)) throw error;
  });
}

/** As `-/` stands for in a browser: all hits of each query, without their order, as how much a word counts depends on the fold. */
async function answers(store: MemoryObjectStore): Promise<Record<string, unknown>> {
  const search = openSearch(loadFrom(store), { maxEntries: 100 });
  const queries = [
    ...WORDS,
    ...TAGS.map((tag) => `tag:${tag}`),
    'harb',
    'lighthuose',
    '"harbour diver"',
    'harbour -diver',
    'path:Deep diver',
    'filler',
  ];
  const of = ({ hits, isPartial, corrected, notSearched, isBehind }: SearchAnswer) => ({
    hits: hits.map(({ path, title }) => `${path} ${title}`).sort(),
    isPartial,
    corrected,
    notSearched,
    isBehind,
  });
  const found: Record<string, unknown> = {};
  for (const query of queries) found[query] = of(await search.query(query, { limit: 100, isTyping: true }));
  return found;
}

async function runSteps(world: IndexWorld, dice: Dice): Promise<UnreliableStore> {
  const deliveries: readonly Delivery[] = ['lost', 'answer lost', 'late'];
  const unreliable = unreliableStore(
    world.store,
    () => (dice.chance(FAULT_RATE) ? dice.pick(deliveries) : 'through'),
    () => dice.below(3),
  );
  let wiki = world.wiki;
  for (let step = 0; step < STEPS; step++) {
    await attempt(async () => {
      if (dice.chance(0.5)) wiki = await world.open(unreliable);
    });
    if (dice.chance(0.2)) await world.clock.advance(dice.below(2 * HOUR_MS));
    if (dice.chance(0.15)) await unreliable.deliver();
    const write = () => attempt(() => wiki.write({ changes: drawChanges(dice), author: AUTHOR }));
    const fold = () => attempt(() => wiki.fold({ only: 'index', ifDue: dice.chance(0.3) }));
    const kind = dice.below(10);
    if (kind < 5) await write();
    else if (kind < 6) await fold();
    else if (kind < 7) await attempt(() => wiki.reconcile());
    else if (kind < 8) await Promise.all([fold(), fold(), write()]);
    else await Promise.all([write(), fold(), write()]);
  }
  return unreliable;
}

it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
  'whatever is written, deleted, renamed and folded, with whatever failures: what is found is what HEAD has (seed %i)',
  async (seed) => {
    const world = await createIndexWorld();
    const dice = openDice(seededRandom(`faults of the index ${seed}`));
    await world.wiki.write({
      changes: PATHS.slice(0, 4).map((path) => ({ op: 'put', path, content: drawText(dice, path) })),
      author: AUTHOR,
    });
    const unreliable = await runSteps(world, dice);
    await unreliable.deliver();

    const wiki = await world.open();
    await wiki.reconcile();
    const fresh = await publishAnew(world);
    const expected = await answers(fresh);
    expect(JSON.stringify(expected)).toMatch(/"hits":\["/);
    expect(await answers(world.store)).toEqual(expected);
    expect((await wiki.verify()).differences).toEqual([]);

    await wiki.fold({ only: 'index' });
    expect(await answers(world.store)).toEqual(expected);
    const [main, ofFresh] = [(await readStoredRoot(world.store)).main, (await readStoredRoot(fresh)).main];
    expect(main && (await readMain(world.store, main))).toEqual(ofFresh && (await readMain(fresh, ofFresh)));
  },
  60_000,
);
