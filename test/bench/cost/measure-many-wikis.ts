import { KEY_VALUES_KEY } from '@holt/edge';
import { MemoryObjectStore, openKeyValueStore, systemClock, systemRandom } from '@holt/storage';
import { chainStore, countingStore } from '@holt/storage/testing';
import { openAccessSettings, openWikis } from '@holt/wiki';
import { type CallCost, costOf } from './call-cost.ts';
import { openDeployedHandlers } from './deployed-handlers.ts';

const AUTHOR = { name: 'Bench', email: 'bench@example.org' };
const DAY_MS = 86_400_000;
/** Long against the computing between two requests. */
const LATENCY_MS = 20;
/** Of settings, sixteen are read at once: so many that this shows. */
const FEW = 1;
const MANY = 33;

/** What a call costs that has to do with all wikis: so much, and more for each wiki and for each owner. */
export interface GrowingCost {
  base: CallCost & { chain: number };
  aWiki: CallCost & { chain: number };
  anOwner: CallCost & { chain: number };
}

export interface MeasuredWikis {
  /** The schedule's run, where nobody has written for a day. */
  idleDay: GrowingCost;
  /** The other daily run, which looks for what is to be folded. */
  idleFold: GrowingCost;
  /** What a sign-in reads to know what somebody is granted. */
  grants: GrowingCost;
}

/** What grows with the number of wikis and of owners, however little they are used; found by few of them, as it grows by the same for each. */
export async function measureManyWikis(): Promise<MeasuredWikis> {
  const few = await measureSome(FEW, FEW);
  const wikis = await measureSome(MANY, FEW);
  const owners = await measureSome(MANY, MANY);
  const growing = (what: keyof MeasuredWikis): GrowingCost => {
    const aWiki = slope(few[what], wikis[what]);
    const anOwner = slope(wikis[what], owners[what]);
    return { base: subtract(subtract(few[what], aWiki), anOwner), aWiki, anOwner };
  };
  return { idleDay: growing('idleDay'), idleFold: growing('idleFold'), grants: growing('grants') };
}

type Cost = CallCost & { chain: number };

/** What it costs with so many wikis and owners. */
export function costOfMany({ base, aWiki, anOwner }: GrowingCost, wikis: number, owners: number): Cost {
  return calculate((figure) => base[figure] + aWiki[figure] * wikis + anOwner[figure] * owners);
}

const slope = (few: Cost, many: Cost) => calculate((figure) => (many[figure] - few[figure]) / (MANY - FEW));
const subtract = (all: Cost, part: Cost) => calculate((figure) => all[figure] - part[figure]);

function calculate(of: (figure: keyof Cost) => number): Cost {
  return {
    gets: of('gets'),
    puts: of('puts'),
    bytes: of('bytes'),
    keyValueCalls: of('keyValueCalls'),
    keyValueAsks: of('keyValueAsks'),
    // Too little to be measured by few.
    ms: Math.max(0, of('ms')),
    chain: of('chain'),
  };
}

async function measureSome(wikis: number, owners: number): Promise<Record<keyof MeasuredWikis, Cost>> {
  const base = new MemoryObjectStore();
  const parts = {
    store: base,
    keyValues: openKeyValueStore({ store: base, key: KEY_VALUES_KEY }),
    clock: systemClock,
    random: systemRandom,
  };
  const all = openWikis(parts);
  for (let i = 0; i < wikis; i++) {
    const wiki = await all.create(`owner-${i % owners}/wiki-${i}`);
    await wiki.write({ author: AUTHOR, changes: [{ op: 'put', path: 'Home', content: '# Home\n' }] });
  }
  const handlers = await openDeployedHandlers(base);
  // The first runs make what is missing, and look at the last day.
  await handlers.maintain();
  handlers.pass(2 * DAY_MS);
  await handlers.maintain();
  const idleDay = await handlers.maintain();
  const idleFold = await handlers.foldDue();

  const chain = chainStore(base, { latencyMs: LATENCY_MS });
  const slow = await openDeployedHandlers(chain, handlers.now());
  chain.reset();
  await slow.maintain();
  const dayChain = chain.longest;
  chain.reset();
  await slow.foldDue();
  const foldChain = chain.longest;

  const counting = countingStore(base);
  const rolesOf = async (store: typeof base | typeof chain | typeof counting) =>
    openAccessSettings({ ...parts, store }).rolesOf({ subject: 'somebody' });
  const from = performance.now();
  await rolesOf(counting);
  const grants = costOf(counting.requests, { keyValueCalls: 0, keyValueAsks: 0, ms: performance.now() - from });
  chain.reset();
  await rolesOf(chain);
  return {
    idleDay: { ...idleDay, chain: dayChain },
    idleFold: { ...idleFold, chain: foldChain },
    grants: { ...grants, chain: chain.longest },
  };
}
