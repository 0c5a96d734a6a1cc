import { expect, it } from 'vitest';
import { openNotes } from './signed-note.ts';
import { ALICE, BOB, HOST, MAIN, OWNER_HOST, openProviderScene, signInAs, TOKENS } from './testing/open-scene.ts';

const SIGN_IN = `${HOST}/auth/sign-in?return=%2Fme%2Fnotes%2FPlan`;
const isAccept = (url: URL) => url.pathname === '/auth/accept';
const isOn = (origin: string) => (url: URL) => url.origin === origin;

it('signs in at a mapped host by way of the main origin', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  const page = await signInAs(browser, ALICE, SIGN_IN);
  expect(page.url.href).toBe(`${HOST}/me/notes/Plan`);
  expect(await scene.session(browser, HOST)).toMatchObject({
    subject: 'alice-1',
    name: 'Alice <Liddell>',
    expiresAt: scene.clock.now() / 1000 + 900,
  });
  expect(browser.cookieNames(HOST)).toEqual(['__Host-holt']);
  expect(browser.cookieNames(MAIN)).toEqual(['__Host-holt']);
});

it('gives a session at a mapped host that is good for what the host serves only', async () => {
  const scene = await openProviderScene({ owners: ['sub:bob-2'] });
  const [alice, bob] = [scene.browser(), scene.browser()];
  await signInAs(alice, ALICE, SIGN_IN);
  expect((await scene.session(alice, HOST))?.wikis).toEqual(['me/notes:editor']);
  await signInAs(alice, ALICE, `${OWNER_HOST}/auth/sign-in`);
  expect((await scene.session(alice, OWNER_HOST))?.wikis).toEqual(['team/*:reader']);
  await signInAs(bob, BOB, SIGN_IN);
  expect((await scene.session(bob, HOST))?.wikis).toEqual(['me/notes:owner']);
  await signInAs(bob, BOB, `${OWNER_HOST}/auth/sign-in`);
  expect((await scene.session(bob, OWNER_HOST))?.wikis).toEqual(['team/*:owner']);
});

it('begins at the host when the main origin is asked to return to it', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  const wanted = encodeURIComponent(`${HOST}/me/notes/Plan?a=1`);
  const page = await signInAs(browser, ALICE, `${MAIN}/auth/sign-in?return=${wanted}`);
  expect(page.url.href).toBe(`${HOST}/me/notes/Plan?a=1`);
  expect(await scene.session(browser, HOST)).toMatchObject({ subject: 'alice-1' });
});

it('finishes two that were begun in two tabs', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  const tabs = [await browser.open(`${HOST}/auth/sign-in?return=/me/notes/a`), await browser.open(SIGN_IN)];
  const form = { subject: ALICE.subject, password: ALICE.password };
  const pages = [];
  for (const tab of tabs) pages.push(await browser.submit(tab, form));
  expect(pages.map(({ url }) => url.href)).toEqual([`${HOST}/me/notes/a`, `${HOST}/me/notes/Plan`]);
});

it('returns to addresses of the host only', async () => {
  const scene = await openProviderScene();
  for (const wanted of ['//evil.example', 'https://evil.example/', `${OWNER_HOST}/team/x/`, '/\\evil.example']) {
    const page = await signInAs(
      scene.browser(),
      ALICE,
      `${HOST}/auth/sign-in?${new URLSearchParams({ return: wanted })}`,
    );
    expect(page.url.href).toBe(`${HOST}/`);
  }
});

it('refuses a hand-over in a browser that did not begin it (login CSRF)', async () => {
  const scene = await openProviderScene();
  const [mallory, victim] = [scene.browser(), scene.browser()];
  const form = await mallory.open(SIGN_IN);
  const { url } = await mallory.submit(form, { subject: BOB.subject, password: BOB.password }, isAccept);
  // The victim has begun one of his own.
  await victim.open(SIGN_IN, isOn(MAIN));
  const page = await victim.open(url);
  expect([page.status, page.url.pathname]).toEqual([400, '/auth/accept']);
  expect(await scene.session(victim, HOST)).toBeUndefined();
});

it('compares the whole nonce, not just what names the cookie', async () => {
  const scene = await openProviderScene();
  const notes = openNotes(scene.ring, TOKENS.issuer);
  const [one, other] = [`${'n'.repeat(12)}${'1'.repeat(31)}`, `${'n'.repeat(12)}${'2'.repeat(31)}`];
  const token = await notes.sign('hand-over', { host: 'notes.example', nonce: one, identity: { subject: 'x' } }, 60);
  const answer = async (nonce: string) => {
    const browser = scene.browser();
    const kept = await notes.sign('hand-over-nonce', { nonce, path: '/' }, 60);
    browser.setCookie(HOST, `__Host-holt-hand-over-${'n'.repeat(12)}`, kept);
    return (await browser.open(`${HOST}/auth/accept?token=${token}`)).status;
  };
  expect(await answer(one)).toBe(200);
  expect(await answer(other)).toBe(400);
});

it('leads back to the host from the pages on the way: signed out at the main origin, then cancelled at the provider', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  browser.setCookie(MAIN, '__Host-holt-out', '1');
  const linkOn = ({ text }: { text: string }) =>
    new URL(/href="(\/auth\/sign-in[^"]*)"/.exec(text)?.[1]?.replaceAll('&#38;', '&') ?? '', MAIN);
  const stopped = await browser.open(SIGN_IN);
  expect([stopped.url.origin, stopped.status]).toEqual([MAIN, 200]);
  const cancelled = await browser.submit(await browser.open(linkOn(stopped)), { cancel: '1' });
  expect([cancelled.url.origin, cancelled.status]).toEqual([MAIN, 403]);
  const page = await signInAs(browser, ALICE, linkOn(cancelled).href);
  expect(page.url.href).toBe(`${HOST}/me/notes/Plan`);
});

it('takes a hand-over once', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  const form = await browser.open(SIGN_IN);
  const { url } = await browser.submit(form, { subject: ALICE.subject, password: ALICE.password }, isAccept);
  expect((await browser.open(url)).text).toBe('page /me/notes/Plan');
  browser.dropCookies(HOST);
  expect((await browser.open(url)).status).toBe(400);
  expect(await scene.session(browser, HOST)).toBeUndefined();
});

it('takes a hand-over for a minute', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  const form = await browser.open(SIGN_IN);
  const { url } = await browser.submit(form, { subject: ALICE.subject, password: ALICE.password }, isAccept);
  await scene.advance(61);
  expect((await browser.open(url)).status).toBe(400);
  expect(await scene.session(browser, HOST)).toBeUndefined();
});

it('takes a hand-over at its own host only', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  const form = await browser.open(SIGN_IN);
  const { url } = await browser.submit(form, { subject: ALICE.subject, password: ALICE.password }, isAccept);
  for (const [name] of [browser.cookieNames(HOST)]) {
    browser.setCookie(OWNER_HOST, name ?? '', browser.cookie(HOST, name ?? '') ?? '');
    browser.setCookie(MAIN, name ?? '', browser.cookie(HOST, name ?? '') ?? '');
  }
  for (const origin of [OWNER_HOST, MAIN]) {
    expect((await browser.open(`${origin}${url.pathname}${url.search}`)).status).toBe(400);
  }
  expect(await scene.session(browser, OWNER_HOST)).toBeUndefined();
});

it.each([
  ['a host that is not mapped', { host: 'evil.example', nonce: 'a'.repeat(43) }],
  ['a host with a port', { host: 'notes.example:8443', nonce: 'a'.repeat(43) }],
  ['another entry', { host: '../site', nonce: 'a'.repeat(43) }],
  ['a host with a path', { host: 'notes.example/x', nonce: 'a'.repeat(43) }],
  ['a user', { host: 'notes.example@evil.example', nonce: 'a'.repeat(43) }],
  ['no nonce', { host: 'notes.example' }],
  ['no host', { nonce: 'a'.repeat(43) }],
  ['a host that is longer than a key', { host: 'a'.repeat(600), nonce: 'a'.repeat(43) }],
  ['a short nonce', { host: 'notes.example', nonce: 'a' }],
])('hands nothing over to %s', async (_title, query) => {
  const scene = await openProviderScene();
  const page = await scene
    .browser()
    .open(`${MAIN}/auth/sign-in?${new URLSearchParams(query as Record<string, string>)}`);
  expect([page.status, page.url.origin]).toEqual([400, MAIN]);
});

it.each([
  'https://evil.example',
  'http://wiki.example',
  'https://wiki.example:8443',
  'https://wiki.example.',
  'http://notes.example',
  'https://notes.example:8443',
])('answers nothing at %s', async (origin) => {
  const scene = await openProviderScene();
  for (const path of ['/auth/sign-in', '/auth/', '/auth/callback']) {
    const response = await scene.answer(new Request(origin + path));
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(response.headers.getSetCookie()).toEqual([]);
  }
});

it('has no callback at a mapped host', async () => {
  const scene = await openProviderScene();
  expect((await scene.browser().open(`${HOST}/auth/callback?code=x&state=${'a'.repeat(43)}`)).status).toBe(404);
});

it.each([false, true])(
  'signs out at a mapped host, at the main origin and at the provider (everywhere: %s)',
  async (everywhere) => {
    const scene = await openProviderScene();
    const browser = scene.browser();
    await signInAs(browser, ALICE, SIGN_IN);
    const question = await browser.post(`${HOST}/auth/sign-out`, everywhere ? { everywhere: '1' } : {}, HOST);
    expect(question.url.origin).toBe(scene.provider.issuer);
    for (const origin of [HOST, MAIN]) expect(browser.cookieNames(origin)).toEqual(['__Host-holt-out']);
    expect((await browser.submit(question, { logout: 'yes' })).url.href).toBe(`${MAIN}/auth/signed-out`);

    const stopped = await browser.open(SIGN_IN);
    expect([stopped.url.origin, stopped.status]).toEqual([HOST, 200]);
    const page = await signInAs(browser, ALICE, `${SIGN_IN}&again=1`);
    expect(page.url.href).toBe(`${HOST}/me/notes/Plan`);
    for (const origin of [HOST, MAIN]) expect(browser.cookieNames(origin)).toEqual(['__Host-holt']);
  },
);

it.each([MAIN, OWNER_HOST, 'https://evil.example'])('signs nobody out by a form of %s', async (origin) => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  await signInAs(browser, ALICE, SIGN_IN);
  expect((await browser.post(`${HOST}/auth/sign-out`, {}, origin)).status).toBe(403);
  expect(await scene.session(browser, HOST)).toMatchObject({ subject: 'alice-1' });
});

it('signs nobody out at the main origin by the sign-out of somebody else', async () => {
  const scene = await openProviderScene();
  const [mallory, victim] = [scene.browser(), scene.browser()];
  await signInAs(mallory, BOB, SIGN_IN);
  await signInAs(victim, ALICE);
  const response = await scene.answer(
    new Request(`${HOST}/auth/sign-out`, {
      method: 'POST',
      headers: { origin: HOST, cookie: `__Host-holt=${mallory.cookie(HOST, '__Host-holt')}` },
    }),
  );
  const location = response.headers.get('location') ?? '';
  expect(location).toMatch(/^https:\/\/wiki\.example\/auth\/sign-out\?token=/);
  await victim.open(location);
  expect(await scene.session(victim)).toMatchObject({ subject: 'alice-1' });
});
