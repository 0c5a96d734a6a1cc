import { accessKey, encodeAccessRecord, gitPrefix, kidKey, markdownKey, pageKey, SITE_KEY } from '@holt/edge';
import { goodClaims, signToken, type TokenCase, tokenCases } from '@holt/edge/testing';
import { type KeyValueStore, MemoryObjectStore, manualClock, openKeyValueStore } from '@holt/storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalEdge, startLocalEdge } from './local-edge.ts';
import { rawGet, statusCodes } from './testing/raw-request.ts';

const NOW_SECONDS = Date.UTC(2026, 10, 21) / 1000;
const SITE = { iss: 'holt-test', aud: 'holt-test', signIn: '/auth/sign-in' };
const KEY = { kid: 'live0key', secret: new Uint8Array(32).fill(3) };
const OPTIONS = { ...SITE, nowSeconds: NOW_SECONDS, key: KEY };
const GOOD = signToken(goodClaims(OPTIONS), KEY);
const FOREIGN = signToken({ ...goodClaims(OPTIONS), wikis: ['you/*', 'me/note', 'me/notes2'] }, KEY);

let keyValues: KeyValueStore;
let edge: LocalEdge;

beforeAll(async () => {
  const store = new MemoryObjectStore();
  keyValues = openKeyValueStore({ store: new MemoryObjectStore(), key: 'kv' });
  const secret = Buffer.from(KEY.secret).toString('base64url');
  await keyValues.update({ put: { [SITE_KEY]: JSON.stringify(SITE), [kidKey(KEY.kid)]: secret } });
  await store.put(pageKey('me', 'notes', 'Home'), 'SECRET', { contentType: 'text/html' });
  await store.put(markdownKey('me', 'notes', 'Home'), 'SECRET', { contentType: 'text/markdown' });
  await store.put(`${gitPrefix('me', 'notes')}HEAD`, 'SECRET', { contentType: 'text/plain' });
  edge = await startLocalEdge({ store, keyValues, port: 0, clock: manualClock(NOW_SECONDS * 1000) });
});
afterAll(() => edge.close());

/** A request over a socket of its own, with these header lines behind `Host`. */
async function get(target: string, ...headers: string[]) {
  const text = await rawGet(edge.url, target, [`Host: ${new URL(edge.url).host}`, ...headers]);
  return { status: statusCodes(text)[0], isSecret: text.includes('SECRET'), text };
}

async function withEntries<T>(entries: TokenCase['entries'], work: () => Promise<T>): Promise<T> {
  const put = Object.entries(entries ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== '',
  );
  if (put.length > 0) await keyValues.update({ put: Object.fromEntries(put) });
  try {
    return await work();
  } finally {
    if (put.length > 0) await keyValues.update({ delete: put.map(([key]) => key) });
  }
}

/** HTTP takes the blanks around a field's value away, and a cookie's: what comes so is the good token itself. */
const TRIMMED = ['bearer a space behind', 'cookie a space behind'];

describe('a token over a raw socket', () => {
  test.each(tokenCases(OPTIONS).map((one) => [one.title, one] as const))(
    '%s',
    async (title, { token, isGood, entries }) => {
      const answers = await withEntries(entries, async () => ({
        bearer: await get('/me/notes/Home.md', `Authorization: Bearer ${token}`),
        basic: await get('/me/notes/Home.md', `Authorization: Basic ${Buffer.from(`git:${token}`).toString('base64')}`),
        cookie: await get('/me/notes/Home.md', `Cookie: a=b; __Host-holt=${token}`),
      }));
      for (const [form, { status, isSecret }] of Object.entries(answers)) {
        const expected = isGood || TRIMMED.includes(`${form} ${title}`);
        expect([form, isSecret]).toEqual([form, expected]);
        if (!expected) expect([400, 401]).toContain(status);
      }
    },
  );
});

describe('credentials over a raw socket', () => {
  test.each<[string, string[], boolean]>([
    ['none', [], false],
    ['a good header', [`Authorization: Bearer ${GOOD}`], true],
    ['a good cookie', [`Cookie: __Host-holt=${GOOD}`], true],
    ['two good headers', [`Authorization: Bearer ${GOOD}`, `Authorization: Bearer ${GOOD}`], false],
    ['a bad header, then a good one', ['Authorization: Bearer x', `Authorization: Bearer ${GOOD}`], false],
    ['a good header, then a bad one', [`Authorization: Bearer ${GOOD}`, 'Authorization: Bearer x'], false],
    ['two cookies of the name in one field', [`Cookie: __Host-holt=x; __Host-holt=${GOOD}`], false],
    ['two cookies of the name in two fields', [`Cookie: __Host-holt=${GOOD}`, 'Cookie: __Host-holt=x'], false],
    ['a good cookie beside a bad header', [`Cookie: __Host-holt=${GOOD}`, 'Authorization: Bearer x'], false],
    ['a good cookie beside an empty header', [`Cookie: __Host-holt=${GOOD}`, 'Authorization:'], false],
    [
      "a good cookie beside another wiki's header",
      [`Cookie: __Host-holt=${GOOD}`, `Authorization: Bearer ${FOREIGN}`],
      false,
    ],
    ['a good header beside a bad cookie', [`Authorization: Bearer ${GOOD}`, 'Cookie: __Host-holt=x'], true],
    ['a cookie without its prefix', [`Cookie: holt=${GOOD}`], false],
    ['a cookie of another case', [`Cookie: __host-holt=${GOOD}`], false],
    ['a folded header', [`Authorization: Bearer\r\n ${GOOD}`], false],
    ['another scheme', [`Authorization: Token ${GOOD}`], false],
    ['the token as the user', [`Authorization: Basic ${btoa(`${GOOD}:`)}`], false],
    ["another wiki's token", [`Authorization: Bearer ${FOREIGN}`], false],
  ])('%s', async (_title, headers, isGood) => {
    expect((await get(`/me/notes/Home.md?token=${GOOD}&access_token=${GOOD}`, ...headers)).isSecret).toBe(isGood);
  });
});

describe("another wiki's token over a raw socket", () => {
  test.each([
    '/me/notes/',
    '/me/notes/Home',
    '/me/notes.git/HEAD',
    '/me/note/../notes/Home',
    '/me/note/%2e%2e/notes/Home',
    '/me/note/..%2fnotes%2fHome',
    '/me/note%2f..%2fnotes/Home',
    '/me/note/..%5cnotes%5cHome',
    '/me/note/..\\notes\\Home',
    '/me/note/%252e%252e/notes/Home',
    '/me/notes%00/Home',
    '/me/notes/Home%00.md',
    '//me/notes/Home',
    '/me//notes/Home',
    '/me/notes;a=b/Home',
    '/me/notes./Home',
    '/ME/notes/Home',
    '/me/Notes/Home',
    '/me/note\u017f/Home',
    '/me/%C5%BFnotes/Home',
    '/me/notes/Home%E2%80%8B',
    `/me/notes/${'a/'.repeat(4090)}Home`,
    'http://127.0.0.1/me/notes/Home',
    'http://wiki.example/me/notes/Home',
    'https://me@127.0.0.1/me/notes/Home',
  ])('%s shows nothing', async (target) => {
    const { status, isSecret } = await get(target, `Authorization: Bearer ${FOREIGN}`);
    expect(isSecret).toBe(false);
    expect([400, 403, 404, 421, 301]).toContain(status);
  });

  test.each([
    ['Host: wiki.example'],
    ['Host: 127.0.0.1:1', 'Host: wiki.example'],
    ['Host: 127.0.0.1, wiki.example'],
    ['Host: me@127.0.0.1'],
    ['Host: 127.0.0.1/me/note'],
    ['Host:'],
    [
      'X-Forwarded-Host: wiki.example',
      'X-Original-URL: /me/note/Home',
      'X-Rewrite-URL: /me/note/Home',
      'Host: localhost',
    ],
  ])('with %s shows nothing', async (...hosts) => {
    const text = await rawGet(edge.url, '/me/notes/Home', [...hosts, `Authorization: Bearer ${FOREIGN}`]);
    expect(text).not.toContain('SECRET');
  });
});

test('a grant that ended (the tokens of a wiki, since a moment) is no longer good', async () => {
  const since = encodeAccessRecord({ public: false, rules: [], since: NOW_SECONDS + 1 });
  const answer = await withEntries({ [accessKey('me', 'notes')]: since }, () =>
    get('/me/notes/Home.md', `Authorization: Bearer ${GOOD}`),
  );
  expect([answer.status, answer.isSecret]).toEqual([403, false]);
});
