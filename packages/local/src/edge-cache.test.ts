import {
  accessKey,
  type EdgeRequest,
  type EdgeResponse,
  encodeAccessRecord,
  kidKey,
  pageKey,
  SITE_KEY,
  type ViewerRequestEvent,
} from '@holt/edge';
import { buildEdge } from '@holt/edge/build';
import { goodClaims, randomHostileUrl, runBatchInVm, seededNumbers, signToken } from '@holt/edge/testing';
import { MemoryObjectStore, manualClock } from '@holt/storage';
import { beforeEach, describe, expect, test } from 'vitest';
import { cacheKeyOf, type EdgeCache, openEdgeCache } from './edge-cache.ts';

const NOW_MS = Date.UTC(2026, 10, 21);
const PAGE = { contentType: 'text/html', cacheControl: 'public, max-age=0, s-maxage=30, stale-while-revalidate=60' };

let store: MemoryObjectStore;
let clock: ReturnType<typeof manualClock>;
let cache: EdgeCache;

beforeEach(() => {
  store = new MemoryObjectStore();
  clock = manualClock(NOW_MS);
  cache = openEdgeCache(clock);
});

const request = (uri: string, headers: Record<string, string> = {}) => ({
  method: 'GET',
  uri,
  querystring: {},
  cookies: {},
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }])),
});

async function read(key: string): Promise<string | undefined> {
  const object = await cache.get(request(`/${key}`), () => store.get(key));
  return object === undefined ? undefined : new TextDecoder().decode(object.body);
}

describe('a cache in front of the objects', () => {
  test('keeps an object for the seconds that it allows shared caches, and no longer', async () => {
    await store.put('a', 'one', PAGE);
    expect(await read('a')).toBe('one');
    await store.put('a', 'two', PAGE);
    await clock.advance(29_999);
    expect(await read('a')).toBe('one');
    await clock.advance(1);
    expect(await read('a')).toBe('two');
  });

  test.each(['no-cache', 'no-store', 'private, max-age=60', 'max-age=0'])(
    'keeps nothing that says %s',
    async (cacheControl) => {
      await store.put('a', 'one', { ...PAGE, cacheControl });
      await read('a');
      await store.put('a', 'two', { ...PAGE, cacheControl });
      expect(await read('a')).toBe('two');
    },
  );

  test('knows for five seconds that an object is missing', async () => {
    expect(await read('a')).toBe(undefined);
    await store.put('a', 'one', PAGE);
    await clock.advance(4_999);
    expect(await read('a')).toBe(undefined);
    await clock.advance(1);
    expect(await read('a')).toBe('one');
  });

  test('tells requests apart by path and coding, and by nothing that says who asks', () => {
    const plain = cacheKeyOf(request('/a'));
    expect(cacheKeyOf(request('/a', { host: 'x', authorization: 'y', cookie: 'z', 'user-agent': 'v' }))).toBe(plain);
    expect(cacheKeyOf(request('/b'))).not.toBe(plain);
    expect(cacheKeyOf(request('/a', { 'accept-encoding': 'gzip, br' }))).not.toBe(plain);
  });
});

/** Private wikis of two owners, and what must never be found in the other's hands. */
const WIKIS = [
  { owner: 'me', name: 'notes', text: 'THE NOTES OF ME' },
  { owner: 'you', name: 'other', text: 'WHAT IS YOURS' },
] as const;

const SEED = 4;
const COUNT = 50_000;
const BATCH = 10_000;

test(`of two private wikis, neither token gets a byte of the other, nor shares a key of the cache: ${COUNT} paths and hosts (seed ${SEED})`, async () => {
  const key = { kid: 'live0key', secret: new Uint8Array(32).fill(3) };
  const site = { iss: 'holt-test', aud: 'holt-test', signIn: '/auth/sign-in' };
  const keyValues = {
    [SITE_KEY]: JSON.stringify(site),
    [kidKey(key.kid)]: Buffer.from(key.secret).toString('base64url'),
    [accessKey('you', 'other')]: encodeAccessRecord({ public: false, rules: [['Home', 'editor']], since: 0 }),
  };
  for (const { owner, name, text } of WIKIS) await store.put(pageKey(owner, name, 'Home'), text, PAGE);
  const { viewerRequest } = await buildEdge();
  const nowSeconds = NOW_MS / 1000;
  const tokens = WIKIS.map(({ owner, name }) =>
    signToken({ ...goodClaims({ ...site, nowSeconds }), wikis: [`${owner}/${name}`] }, key),
  );

  const next = seededNumbers(SEED);
  const readers = new Map<string, number>();
  let seen = 0;
  for (let done = 0; done < COUNT; done += BATCH) {
    const who = Array.from({ length: BATCH }, () => next(2));
    const events = who.map((reader) => randomRequest(next, tokens[reader] as string));
    const decisions = (await runBatchInVm(viewerRequest, { events, keyValues, nowSeconds })) as (
      | EdgeRequest
      | EdgeResponse
    )[];
    for (const [i, decision] of decisions.entries()) {
      if ('statusCode' in decision || !/^\/(fragments|git|control)\//.test(decision.uri)) continue;
      const reader = who[i] as number;
      const cacheKey = cacheKeyOf(decision);
      expect(readers.get(cacheKey) ?? reader).toBe(reader);
      readers.set(cacheKey, reader);
      const object = await cache.get(decision, () => store.get(decodeURIComponent(decision.uri.slice(1))));
      const text = new TextDecoder().decode(object?.body);
      expect(['', WIKIS[reader]?.text]).toContain(text);
      if (text !== '') seen += 1;
    }
  }
  // So that the loop does not pass because it never arrives anywhere.
  expect(seen).toBeGreaterThan(1000);
  expect(new Set(readers.values())).toEqual(new Set([0, 1]));
});

function randomRequest(next: (limit: number) => number, token: string): ViewerRequestEvent {
  const { owner, name } = WIKIS[next(2)] as (typeof WIKIS)[number];
  const paths = [`/${owner}/${name}/`, `/${owner}/${name}/Home.md`, `/${owner}/${name}/Home`, randomHostileUrl(next)];
  const hosts = ['wiki.example', 'WIKI.example:443', 'me.wiki.example', 'you', 'x,y', ''];
  const credentials = [
    { headers: { authorization: { value: `Bearer ${token}` } }, cookies: {} },
    { headers: { authorization: { value: `Basic ${btoa(`git:${token}`)}` } }, cookies: {} },
    { headers: {}, cookies: { '__Host-holt': { value: token } } },
  ];
  const { headers, cookies } = credentials[next(3)] as (typeof credentials)[number];
  return {
    version: '1.0',
    context: { distributionDomainName: '', distributionId: '', eventType: 'viewer-request', requestId: '' },
    viewer: { ip: '' },
    request: {
      method: 'GET',
      uri: paths[next(4)] as string,
      querystring: {},
      headers: { ...headers, host: { value: hosts[next(6)] as string } },
      cookies,
    },
  };
}
