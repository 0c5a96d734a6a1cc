import { KEY_VALUE_LIMITS, MemoryObjectStore, openKeyValueStore } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { openKeyValueScene } from '../../packages/storage/src/testing/key-value-scene.ts';
import { makeBill, type Used } from '../bench/cost/bill.ts';
import type { CallCost } from '../bench/cost/call-cost.ts';
import { countKeyValues } from '../bench/cost/count-key-values.ts';
import { openDeployedHandlers } from '../bench/cost/deployed-handlers.ts';
import { simulateRatios } from '../bench/cost/hit-ratios.ts';
import { measureEdge } from '../bench/cost/measure-edge.ts';
import type { GrowingCost } from '../bench/cost/measure-many-wikis.ts';
import { optionsOf } from '../bench/cost/options.ts';
import { PRICES, type PriceName } from '../bench/cost/prices.ts';
import { findEnds } from '../bench/cost/quotas.ts';
import { type Reading, traceOf } from '../bench/cost/reading.ts';
import { simulateCache } from '../bench/cost/simulate-cache.ts';
import { type Measured, putBytesOf, usageOf } from '../bench/cost/usage.ts';
import { idle, WORKLOADS, type Workload } from '../bench/cost/workload.ts';
import { zipf } from '../bench/cost/zipf.ts';
import { openBenchWikis } from '../bench/write/build-wiki.ts';
import { openDice } from '../simulation/dice.ts';

const cost = (gets: number, puts: number): CallCost => ({
  gets,
  puts,
  bytes: 1000 * puts,
  keyValueCalls: 0,
  keyValueAsks: Math.min(gets, 3),
  ms: 50,
});
const growing = (gets: number, puts: number): GrowingCost => ({
  base: { ...cost(1, 2), chain: 4 },
  aWiki: { ...cost(gets, 0), chain: 15 },
  anOwner: { ...cost(0, puts), chain: 1 },
});

/** Figures that are near what is measured; the laws hold for any. */
const MEASURED: Measured = {
  wiki: {
    pages: 500,
    write: cost(20, 18),
    gitPuts: 5,
    gitBytes: 2000,
    servedPuts: 13,
    read: cost(15, 0),
    notification: cost(9, 0),
    fold: cost(40, 20),
    dearestFold: cost(400, 200),
    daily: cost(200, 3),
    chains: { write: 9, read: 8, notification: 7, daily: 70, fold: 10 },
    liveBytes: 20_000_000,
    cacheControl: 'public, max-age=0, s-maxage=30, stale-while-revalidate=60',
  },
  many: { idleDay: growing(16, 1), idleFold: growing(9, 1), grants: growing(1, 1) },
  edge: { reads: { public: 2, private: 5 }, functionBytes: 9900, maxFunctionBytes: 10_240 },
  views: {
    first: { requests: 5, bytes: 24_000 },
    next: { requests: 2, bytes: 4000 },
    again: { requests: 2, bytes: 400 },
  },
  cache: { origin: 0.7, unchanged: 0.5 },
};
const TEAM = WORKLOADS[0] as Workload;
const billOf = (workload: Workload, free = false) => makeBill(usageOf(workload, MEASURED), { free });

describe('prices', () => {
  it('each name a page, the day it was looked up, and whose figure it is where that page could not be read', () => {
    for (const [name, price] of Object.entries(PRICES)) {
      expect(price.page, name).toMatch(/^https:\/\/[a-z.]*amazon\.com\//);
      expect(price.read, name).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(price.usd, name).toBeGreaterThan(0);
      expect(price.per, name).toBeGreaterThan(0);
      if (price.source === 'others') expect(price.by, name).toMatch(/^https:\/\//);
    }
  });

  it('are all used by the model or by an option', () => {
    const used = WORKLOADS.flatMap((workload) => usageOf(workload, MEASURED));
    const others = [
      ...optionsOf(used, putBytesOf(TEAM, MEASURED)).flatMap((option) => option.used),
      ...usageOf(TEAM, MEASURED, 'files, keys asked of CloudFront'),
      ...usageOf(TEAM, MEASURED, 'invalidation, one tag for each write'),
    ];
    const names = new Set([...used, ...others].map(({ price }) => price));
    expect([...names].sort()).toEqual(Object.keys(PRICES).sort());
  });
});

describe('a bill', () => {
  const used = (price: PriceName, quantity: number, purpose = 'it'): Used => ({ purpose, price, quantity });

  it('is quantity times price', () => {
    expect(makeBill([used('put', 2000)], { free: false }).usd).toBeCloseTo(0.01, 12);
  });

  it('leaves out what is free, and bills the rest', () => {
    expect(makeBill([used('request', 10_000_000)], { free: true }).usd).toBe(0);
    expect(makeBill([used('request', 10_010_000)], { free: true }).usd).toBeCloseTo(0.01, 9);
    expect(makeBill([used('request', 10_010_000)], { free: false }).usd).toBeCloseTo(10.01, 9);
  });

  it('has several purposes share what is free, by what each uses', () => {
    const { items } = makeBill([used('request', 15_000_000, 'a'), used('request', 5_000_000, 'b')], { free: true });
    expect(items.get('a')).toBeCloseTo(7.5, 9);
    expect(items.get('b')).toBeCloseTo(2.5, 9);
  });

  it('is never more with free tiers than without', () => {
    for (const workload of WORKLOADS) expect(billOf(workload, true).usd).toBeLessThanOrEqual(billOf(workload).usd);
  });
});

describe('the model', () => {
  it('costs more when there is more of anything', () => {
    for (const more of ['views', 'writes', 'agentReads', 'wikis', 'owners'] as const) {
      for (const free of [false, true]) {
        const [once, twice] = [TEAM, { ...TEAM, [more]: TEAM[more] * 200 }].map((one) => billOf(one, free).usd);
        expect(twice, more).toBeGreaterThan(once as number);
      }
    }
  });

  it('grows with the number of wikis by what each costs, once nothing is free and nobody signs in', () => {
    const wikis = (count: number) => billOf({ ...TEAM, wikis: count, isPrivate: false }).usd;
    expect(wikis(300) - wikis(200)).toBeCloseTo(wikis(200) - wikis(100), 6);
  });

  it('bills what is stored, the key, the daily runs and alarms when nobody reads and nobody writes, and nothing else', () => {
    const { items } = billOf(idle(TEAM));
    const kinds = new Set([...items.keys()].map((purpose) => purpose.split(':')[0]));
    expect([...kinds].sort()).toEqual(['alarms and dashboard', 'daily maintenance', 'encryption', 'logs', 'storage']);
    const free = billOf(idle(TEAM), true);
    expect(free.items.get('storage')).toBeGreaterThan(0);
    expect(free.items.get('alarms and dashboard')).toBe(0);
    expect(free.usd).toBeLessThan(1.1);
  });

  it('asks CloudFront for keys only where that is chosen, and pays for it', () => {
    const asked = usageOf(TEAM, MEASURED, 'files, keys asked of CloudFront');
    expect(usageOf(TEAM, MEASURED).some(({ price }) => price === 'keyValueCall')).toBe(false);
    expect(makeBill(asked, { free: true }).usd).toBeGreaterThan(2 * billOf(TEAM, true).usd);
  });

  it('renders for each reader without writing for them, and writes for readers without rendering for each', () => {
    const rendered = usageOf(TEAM, MEASURED, 'function for each read').map(({ purpose }) => purpose);
    const files = usageOf(TEAM, MEASURED).map(({ purpose }) => purpose);
    expect(rendered).toContain('readers: a function for each page: function');
    expect(rendered).not.toContain('folds: S3');
    expect(files).not.toContain('readers: a function for each page: function');
    expect(files).toContain('folds: S3');
  });

  it('pays for invalidations by the path', () => {
    const [one, each] = (['invalidation, one tag for each write', 'invalidation, each changed path'] as const).map(
      (design) => makeBill(usageOf(TEAM, MEASURED, design), { free: false }).items.get('invalidation') ?? 0,
    );
    expect(one).toBeCloseTo(TEAM.writes * 0.005, 9);
    expect(each).toBeCloseTo((one as number) * MEASURED.wiki.servedPuts, 9);
  });

  it('ends somewhere, for each quota', () => {
    for (const { quota, limit, unit, next, page } of findEnds(MEASURED)) {
      expect(limit, quota).toBeGreaterThan(0);
      expect(Number.isFinite(limit), quota).toBe(true);
      for (const text of [unit, next, page]) expect(text, quota).not.toBe('');
    }
  });

  it('ends the sooner, the more a wiki costs', () => {
    const dearer = { ...MEASURED, many: { ...MEASURED.many, idleDay: growing(16, 1) } };
    dearer.many.idleDay.aWiki.chain *= 2;
    const limitOf = (measured: Measured) => findEnds(measured)[0]?.limit as number;
    expect(limitOf(dearer)).toBeLessThan(0.6 * limitOf(MEASURED));
  });
});

describe('an option', () => {
  const itemsOf = (name: string, putBytes = putBytesOf(TEAM, MEASURED)) => {
    const option = optionsOf(usageOf(TEAM, MEASURED), putBytes).find((one) => one.name.startsWith(name));
    return new Map(option?.used.map(({ price, quantity }) => [price, quantity]));
  };

  it('that copies pays for the way to another region, by what is put', () => {
    expect(putBytesOf(TEAM, MEASURED)).toBe(TEAM.writes * (18_000 + 20_000));
    expect(itemsOf('HOLT_BACKUP').get('regionTransfer')).toBeCloseTo((TEAM.writes * 38_000) / 1024 ** 3, 12);
    expect(itemsOf('HOLT_BACKUP', 2 * 1024 ** 3).get('regionTransfer')).toBe(2);
  });

  it('that records pays for keeping its records, more than a year of them', () => {
    const events = itemsOf('HOLT_AUDIT').get('auditEvent') ?? 0;
    expect(events).toBeGreaterThan(0);
    expect(itemsOf('HOLT_AUDIT').get('storage')).toBeCloseTo((events * (400 / 30) * 500) / 1024 ** 3, 12);
    expect(itemsOf('HOLT_AUDIT').get('put')).toBe(9360);
  });

  it('that keeps a process warm is a call each five minutes, as the stacks have it', () => {
    expect(itemsOf('HOLT_WARM').get('schedule')).toBe((30 * 24 * 60) / 5);
  });
});

describe('the simulated caches', () => {
  const READING: Reading = {
    pages: 200,
    exponent: 1,
    readers: 50,
    viewsAMonth: 100_000,
    writesAMonth: 600,
    locations: 5,
    regions: 2,
  };
  const SIMULATION = { seed: 'test', runs: 3, maxViews: 4000 };
  const policy = (ttlSeconds: number, staleSeconds = 0) => ({ ttlSeconds, staleSeconds });
  const edgeOf = (reading: Reading, ...policies: ReturnType<typeof policy>[]) =>
    simulateRatios(reading, policies, SIMULATION).map(({ edge }) => edge.median);

  it('are the same for the same seed, and others for another', () => {
    const counts = (seed: string) => simulateCache(traceOf(READING, seed, 1000), policy(30, 60));
    expect(counts('a')).toEqual(counts('a'));
    expect(counts('a')).not.toEqual(counts('b'));
  });

  it('answer every request in one way', () => {
    const { requests, fresh, stale, regional, waited } = simulateCache(traceOf(READING, 'a', 2000), policy(30, 60));
    expect(requests).toBeGreaterThanOrEqual(4000);
    expect(fresh + stale + regional + waited).toBe(requests);
  });

  it('answer more at the edge with a longer time to live', () => {
    const [none, half, one, day] = edgeOf(READING, policy(0), policy(30), policy(60), policy(86_400)) as [
      number,
      number,
      number,
      number,
    ];
    expect(none).toBe(0);
    expect(half).toBeGreaterThan(none);
    expect(one).toBeGreaterThan(half);
    expect(day).toBeGreaterThan(one);
  });

  it('answer more at the edge with more traffic', () => {
    const at = (viewsAMonth: number) => edgeOf({ ...READING, viewsAMonth }, policy(30))[0] as number;
    expect(at(1_000_000)).toBeGreaterThan(at(100_000));
    expect(at(10_000_000)).toBeGreaterThan(at(1_000_000));
  });

  it('answer more at the edge where fewer pages have more of the views, and where there are fewer edge locations', () => {
    const [even] = edgeOf({ ...READING, exponent: 0 }, policy(30));
    const [uneven] = edgeOf({ ...READING, exponent: 1.2 }, policy(30));
    const [near] = edgeOf({ ...READING, locations: 1, regions: 1 }, policy(30));
    const [usual] = edgeOf(READING, policy(30));
    expect(uneven).toBeGreaterThan(even as number);
    expect(near).toBeGreaterThan(usual as number);
  });

  it('have nobody wait for what is old but allowed, and ask the bucket as often', () => {
    const [fresh, stale] = simulateRatios(READING, [policy(30), policy(30, 60)], SIMULATION);
    expect(stale?.caches.median).toBeGreaterThan(fresh?.caches.median as number);
    expect(stale?.origin.median).toBeCloseTo(fresh?.origin.median as number, 1);
  });

  it('show what is no longer the newest, unless it is driven out', () => {
    const reading = { ...READING, writesAMonth: 100_000 };
    const trace = traceOf(reading, 'a', 4000);
    expect(simulateCache(trace, policy(86_400)).outdated).toBeGreaterThan(0);
    expect(simulateCache(trace, { ...policy(86_400), invalidates: true }).outdated).toBe(0);
    expect(simulateCache(trace, policy(0)).outdated).toBe(0);
  });

  it('draw pages by Zipf’s law', () => {
    const dice = openDice('zipf');
    const draw = zipf(10, 1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 50_000; i++) {
      const drawn = draw(dice);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    const [first = 0, second = 0, , , fifth = 0] = counts;
    expect(first / second).toBeCloseTo(2, 0);
    expect(first / fifth).toBeGreaterThan(4);
    expect(counts.every((count) => count > 0)).toBe(true);
  });
});

describe('what is measured', () => {
  it('counts what CloudFront’s API is asked for', async () => {
    const { service, store } = await openKeyValueScene();
    const counted = countKeyValues(store);
    await counted.update({ put: { a: '1', b: '2' } });
    await counted.get('a');
    await counted.get('none');
    await counted.etag();
    await counted.entries();
    expect(counted.calls).toBe(service.requests.length);
    expect(counted.updates).toBe(1);
    const many = Array.from({ length: KEY_VALUE_LIMITS.maxKeysPerUpdate }, (_, i) => [`key-${i}`, 'x']);
    await counted.update({ put: Object.fromEntries(many) });
    counted.reset();
    expect(counted.calls).toBe(0);
  });

  it('finds that writing and reading pages, and the daily run, ask CloudFront’s API for nothing', async () => {
    const base = new MemoryObjectStore();
    const keyValues = openKeyValueStore({ store: base, key: 'control/key-values.json' });
    await keyValues.update({ put: { home: '/me/notes/' } });
    await openBenchWikis(base).create('me/notes');
    const handlers = await openDeployedHandlers(base);
    const page = { wiki: 'me/notes', path: 'Home' };
    const write = await handlers.call('write_page', { ...page, content: '# Home\n' });
    expect(write.puts).toBeGreaterThan(5);
    expect(write.keyValueCalls).toBe(0);
    expect(write.keyValueAsks).toBeGreaterThan(0);
    expect((await handlers.call('read_page', page)).keyValueCalls).toBe(0);
    expect((await handlers.notify('me/notes')).keyValueCalls).toBe(0);
    await handlers.maintain();
    expect((await handlers.maintain()).keyValueCalls).toBe(0);
  });

  it('finds what the edge reads for a page that anyone may read, and more for one that a session opens', async () => {
    const { reads, functionBytes, maxFunctionBytes } = await measureEdge();
    expect(reads.public).toBeGreaterThan(0);
    expect(reads.private).toBeGreaterThan(reads.public);
    expect(functionBytes).toBeLessThanOrEqual(maxFunctionBytes);
  });
});
