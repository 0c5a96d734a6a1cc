import { type KeyValueStore, StorageError } from '@holt/storage';
import { expect, it } from 'vitest';
import { mintToken } from '../mint-token.ts';
import { verifyToken } from '../verify-token.ts';
import { createAuthHandler } from './create-auth-handler.ts';
import { ALICE, BOB, HOST, MAIN, openProviderScene, signInAs, TOKENS } from './testing/open-scene.ts';

const SIGN_OUT = `${MAIN}/auth/sign-out`;
const PLAN = `${MAIN}/auth/sign-in?return=%2Fme%2Fnotes%2FPlan`;

it('signs out here and at the provider, and comes back to say so', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  const question = await browser.post(SIGN_OUT, {}, MAIN);
  expect(question.url.origin).toBe(scene.provider.issuer);
  expect(Object.fromEntries(question.url.searchParams)).toEqual({
    client_id: 'holt',
    post_logout_redirect_uri: `${MAIN}/auth/signed-out`,
  });
  expect(browser.cookieNames(MAIN)).toEqual(['__Host-holt-out']);
  const page = await browser.submit(question, { logout: 'yes' });
  expect(page.url.href).toBe(`${MAIN}/auth/signed-out`);
  expect(page.text).toContain('You are signed out');
});

it('comes back at once from a provider where nobody can sign out', async () => {
  const scene = await openProviderScene({ endsSessions: false });
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  expect((await browser.post(SIGN_OUT, {}, MAIN)).url.href).toBe(`${MAIN}/auth/signed-out`);
  expect(await scene.session(browser)).toBeUndefined();
});

it('signs out also while the provider does not answer', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  await scene.provider.close();
  await scene.advance(3601);
  expect((await browser.post(SIGN_OUT, {}, MAIN)).url.href).toBe(`${MAIN}/auth/signed-out`);
  expect(browser.cookieNames(MAIN)).toEqual(['__Host-holt-out']);
});

it('does not sign in again silently, although the session at the provider lives, until somebody asks for it', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  await browser.post(SIGN_OUT, {}, MAIN);
  const stopped = await browser.open(PLAN);
  expect([stopped.status, stopped.url.href]).toEqual([200, PLAN]);
  expect(stopped.text).toContain('You are signed out');
  const link = /href="([^"]*)"/.exec(stopped.text)?.[1]?.replaceAll('&#38;', '&') ?? '';
  expect(link).toBe('/auth/sign-in?return=%2Fme%2Fnotes%2FPlan&again=1');

  const form = await browser.open(new URL(link, MAIN));
  expect(form.text).toContain('Who are you?');
  const page = await browser.submit(form, { subject: BOB.subject, password: BOB.password });
  expect(page.text).toBe('page /me/notes/Plan');
  expect(await scene.session(browser)).toMatchObject({ subject: 'bob-2' });
  expect(browser.cookieNames(MAIN)).toEqual(['__Host-holt']);
});

it.each([
  ['no origin', undefined],
  ['another site', 'https://evil.example'],
  ['a mapped host', HOST],
  ['this site over http', 'http://wiki.example'],
  ['a page without an origin', 'null'],
  ['nothing', ''],
])('does nothing for a form of %s', async (_title, origin) => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  const page = await browser.post(SIGN_OUT, { everywhere: '1' }, origin);
  expect(page.status).toBe(403);
  expect(page.headers.getSetCookie()).toEqual([]);
  expect(await scene.session(browser)).toMatchObject({ subject: 'alice-1' });
});

it('does nothing when a link leads there', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  expect((await browser.open(SIGN_OUT)).status).toBe(405);
  expect(await scene.session(browser)).toMatchObject({ subject: 'alice-1' });
});

it('leaves other browsers and tokens alone', async () => {
  const scene = await openProviderScene();
  const [here, there] = [scene.browser(), scene.browser()];
  await signInAs(here, ALICE);
  await signInAs(there, ALICE);
  await here.post(SIGN_OUT, { everywhere: '0' }, MAIN);
  expect(await scene.session(there)).toMatchObject({ subject: 'alice-1' });
});

it('ends, everywhere, all sessions and tokens of the person and of nobody else', async () => {
  const scene = await openProviderScene();
  const [here, there, bobs] = [scene.browser(), scene.browser(), scene.browser()];
  for (const browser of [here, there]) await signInAs(browser, ALICE);
  await signInAs(bobs, BOB);
  const agent = {
    ...TOKENS,
    subject: 'alice-1',
    id: 'agent',
    wikis: ['me/notes'],
    scope: ['read'],
    ttlSeconds: 86_400,
  } as const;
  const token = await mintToken(scene.ring, agent);
  await here.post(SIGN_OUT, { everywhere: '1' }, MAIN);
  expect(await scene.session(there)).toBeUndefined();
  expect((await there.open(`${MAIN}/auth/`)).text).toContain('You are not signed in');
  expect(await scene.session(bobs)).toMatchObject({ subject: 'bob-2' });
  await expect(verifyToken(scene.ring, token, TOKENS)).rejects.toMatchObject({ code: 'token-revoked' });
});

it('signs nobody in by a session at the provider from before they signed out everywhere', async () => {
  const scene = await openProviderScene();
  const [here, lost] = [scene.browser(), scene.browser()];
  for (const browser of [here, lost]) await signInAs(browser, ALICE);
  await scene.advance(60);
  await here.post(SIGN_OUT, { everywhere: '1' }, MAIN);
  await scene.advance(60);
  const form = await lost.open(PLAN);
  expect(form.text).toContain('Who are you?');
  expect(await scene.session(lost)).toBeUndefined();

  // Who knows the password is in, and stays in.
  const page = await lost.submit(form, { subject: ALICE.subject, password: ALICE.password });
  expect(page.text).toBe('page /me/notes/Plan');
  await scene.advance(901);
  expect((await lost.open(PLAN)).text).toBe('page /me/notes/Plan');
});

it('does not believe a provider that did not ask, although it was told to', async () => {
  const scene = await openProviderScene();
  const [here, lost] = [scene.browser(), scene.browser()];
  for (const browser of [here, lost]) await signInAs(browser, ALICE);
  await scene.advance(60);
  await here.post(SIGN_OUT, { everywhere: '1' }, MAIN);
  await scene.advance(60);
  const isQuestion = (url: URL) => url.searchParams.get('prompt') === 'login';
  const { url } = await lost.open(PLAN, isQuestion);
  // Whoever holds the browser can change the question.
  url.searchParams.delete('prompt');
  const page = await lost.open(url);
  expect(page.status).toBe(403);
  expect(await scene.session(lost)).toBeUndefined();
});

it('lets who signs out everywhere sign in again within the same second', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  await browser.post(SIGN_OUT, { everywhere: '1' }, MAIN);
  const page = await signInAs(browser, ALICE, `${PLAN}&again=1`);
  expect(page.text).toBe('page /me/notes/Plan');
  expect(await scene.session(browser)).toMatchObject({ subject: 'alice-1', issuedAt: scene.clock.now() / 1000 + 1 });
});

it('signs nobody out anywhere when the mark can not be written, and says so', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  const { keyValues } = scene;
  const readOnly: KeyValueStore = {
    get: (key) => keyValues.get(key),
    entries: () => keyValues.entries(),
    etag: () => keyValues.etag(),
    update: async () => {
      throw new StorageError('unavailable', 'revoked', 'no answer');
    },
  };
  const answer = createAuthHandler({ ...scene.options, ring: { ...scene.ring, keyValues: readOnly } });
  const response = await answer(
    new Request(SIGN_OUT, {
      method: 'POST',
      headers: { origin: MAIN, cookie: `__Host-holt=${browser.cookie(MAIN, '__Host-holt')}` },
      body: new URLSearchParams({ everywhere: '1' }),
    }),
  );
  expect(response.status).toBe(503);
  expect(response.headers.getSetCookie()).toEqual([]);
});

it('says so when the session is over and it can not be told whose tokens to end', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  await scene.advance(901);
  const page = await browser.post(SIGN_OUT, { everywhere: '1' }, MAIN);
  expect(page.status).toBe(403);
  expect(page.text).toContain('sign out everywhere');
});
