import { StorageError } from '@holt/storage';
import { expect, it } from 'vitest';
import { ALICE, BOB, MAIN, openProviderScene, openScene, signInAs } from './testing/open-scene.ts';

const PLAN = `${MAIN}/auth/sign-in?return=%2Fme%2Fnotes%2FPlan`;
const isCallback = (url: URL) => url.pathname === '/auth/callback';

it('signs somebody in and brings them to the page they wanted, with a session of 15 minutes', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  const wanted = '/me/notes/Plan?a=%20b#c';
  const page = await signInAs(browser, ALICE, `${MAIN}/auth/sign-in?return=${encodeURIComponent(wanted)}`);
  expect(page.url.href).toBe(MAIN + wanted);
  expect(page.text).toBe('page /me/notes/Plan?a=%20b');
  expect(await scene.session(browser)).toEqual({
    subject: 'alice-1',
    name: 'Alice <Liddell>',
    email: 'alice@example.com',
    wikis: ['me/notes:editor', 'team/*:reader'],
    scope: ['read', 'write', 'manage'],
    issuedAt: scene.clock.now() / 1000,
    expiresAt: scene.clock.now() / 1000 + 900,
  });
  expect(browser.cookieNames(MAIN)).toEqual(['__Host-holt']);
});

it.each([
  'https://evil.example/',
  'https://evil.example/me/notes/',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
])('brings nobody to %s', async (wanted) => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  const page = await signInAs(browser, ALICE, `${MAIN}/auth/sign-in?${new URLSearchParams({ return: wanted })}`);
  expect(page.url.href).toBe(`${MAIN}/`);
  browser.setCookie(MAIN, '__Host-holt-out', '1');
  const stopped = await browser.open(`${MAIN}/auth/sign-in?${new URLSearchParams({ return: wanted })}`);
  expect(stopped.text).toContain('href="/auth/sign-in?return=%2F&#38;again=1"');
});

it('asks the provider for a code with PKCE, state and nonce, and for nothing else', async () => {
  const scene = await openProviderScene();
  const asked = await scene.browser().open(PLAN, (url) => url.origin !== MAIN);
  expect(asked.url.origin).toBe(scene.provider.issuer);
  const random = expect.stringMatching(/^[\w-]{43}$/);
  expect(Object.fromEntries(asked.url.searchParams)).toEqual({
    client_id: 'holt',
    redirect_uri: `${MAIN}/auth/callback`,
    response_type: 'code',
    scope: 'openid email profile',
    state: random,
    nonce: random,
    code_challenge: random,
    code_challenge_method: 'S256',
    max_age: '2592000',
  });
  expect(asked.url.search).not.toContain('Plan');
});

it.each(['userinfo', 'id-token'] as const)('takes a verified address in lower case from the %s', async (addressIn) => {
  const asked: unknown[] = [];
  const scene = await openProviderScene({
    addressIn,
    rolesOf: async (identity) => {
      asked.push(identity);
      return [];
    },
  });
  await signInAs(scene.browser(), ALICE);
  expect(asked).toEqual([{ subject: 'alice-1', email: 'alice@example.com', name: 'Alice <Liddell>' }]);
  expect(scene.provider.requests.includes('/me')).toBe(addressIn === 'userinfo');
});

it.each(['userinfo', 'id-token'] as const)('takes no address from the %s that is not verified', async (addressIn) => {
  const asked: unknown[] = [];
  const scene = await openProviderScene({
    addressIn,
    owners: ['bob@other.example', '@other.example'],
    rolesOf: async (identity) => {
      asked.push(identity);
      return [];
    },
  });
  const browser = scene.browser();
  await signInAs(browser, BOB);
  expect(asked).toEqual([{ subject: 'bob-2' }]);
  expect(await scene.session(browser)).toMatchObject({ subject: 'bob-2', wikis: [] });
});

it('makes owners of every wiki those whom the settings name', async () => {
  const scene = await openProviderScene({ owners: ['@example.com'] });
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  expect((await scene.session(browser))?.wikis).toEqual(['*:owner', 'me/notes:editor', 'team/*:reader']);
});

it('renews without a question while the session at the provider lives', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  await scene.advance(901);
  expect(await scene.session(browser)).toBeUndefined();
  const page = await browser.open(PLAN);
  expect(page.text).toBe('page /me/notes/Plan');
  expect(await scene.session(browser)).toMatchObject({ subject: 'alice-1', issuedAt: scene.clock.now() / 1000 });
});

it('takes new grants along when it renews', async () => {
  let roles = ['me/notes:editor'];
  const scene = await openProviderScene({ rolesOf: async () => roles });
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  roles = ['me/other:reader'];
  await browser.open(PLAN);
  expect((await scene.session(browser))?.wikis).toEqual(['me/other:reader']);
});

it('asks again when the session at the provider has ended', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  browser.dropCookies(scene.provider.issuer);
  expect((await browser.open(PLAN)).text).toContain('Who are you?');
});

it('finishes three sign-ins that were begun in three tabs, in any order', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  const addresses = ['a', 'b', 'c'].map((page) => `${MAIN}/auth/sign-in?return=/me/notes/${page}`);
  const tabs = [];
  for (const address of addresses) tabs.push(await browser.open(address));
  for (const index of [1, 2, 0]) {
    const form = tabs[index];
    if (form === undefined) throw new Error('no tab');
    const done = await browser.submit(form, ALICE_FORM);
    expect(done.text).toBe(`page /me/notes/${'abc'[index]}`);
  }
  expect(browser.cookieNames(MAIN)).toEqual(['__Host-holt']);
});

const ALICE_FORM = { subject: ALICE.subject, password: ALICE.password };

it('keeps cookies for three sign-ins at most', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  for (let tab = 0; tab < 10; tab++) await browser.open(PLAN, (url) => url.origin !== MAIN);
  expect(browser.cookieNames(MAIN)).toHaveLength(3);
});

it('is over after ten minutes', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  const form = await browser.open(PLAN);
  const name = browser.cookieNames(MAIN)[0] ?? '';
  const transaction = browser.cookie(MAIN, name) ?? '';
  await scene.advance(601);
  expect(browser.cookieNames(MAIN)).toEqual([]);
  // A browser that kept the cookie all the same.
  browser.setCookie(MAIN, name, transaction);
  const page = await browser.submit(form, ALICE_FORM);
  expect([page.status, page.url.pathname]).toEqual([400, '/auth/callback']);
  expect(page.text).toContain('Sign in again');
  expect(browser.cookieNames(MAIN)).toEqual([]);
});

it('says that the provider let nobody in, and offers to begin again at the same page', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  const page = await browser.submit(await browser.open(PLAN), { cancel: '1' });
  expect(page.status).toBe(403);
  expect(page.text).toContain('You were not signed in');
  expect(page.text).toContain('/auth/sign-in?return=%2Fme%2Fnotes%2FPlan&#38;again=1');
  expect(browser.cookieNames(MAIN)).toEqual([]);
});

it('says that the provider gives no answer, and offers to try again', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  await scene.provider.close();
  const page = await browser.open(PLAN);
  expect(page.status).toBe(502);
  expect(page.text).toContain('/auth/sign-in?return=%2Fme%2Fnotes%2FPlan');
  expect(scene.logged).toEqual([expect.stringContaining('GET /auth/sign-in was refused as provider-down')]);
});

it('says that the provider gives no answer when it goes away before the code is exchanged', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  const form = await browser.open(PLAN);
  const { url } = await browser.submit(form, ALICE_FORM, isCallback);
  await scene.provider.close();
  const page = await browser.open(url);
  expect(page.status).toBe(502);
  expect(browser.cookieNames(MAIN)).toEqual([]);
  expect(scene.logged.join()).not.toContain(url.searchParams.get('code'));
});

it('asks for the metadata of the provider once an hour', async () => {
  const scene = await openProviderScene();
  const count = () => scene.provider.requests.filter((path) => path.startsWith('/.well-known/')).length;
  await signInAs(scene.browser(), ALICE);
  await signInAs(scene.browser(), BOB);
  expect(count()).toBe(1);
  await scene.advance(3601);
  await signInAs(scene.browser(), ALICE);
  expect(count()).toBe(2);
});

it('asks again for metadata that did not come', async () => {
  const scene = await openProviderScene();
  await scene.provider.close();
  const browser = scene.browser();
  for (const expected of [1, 2]) {
    await browser.open(PLAN);
    expect(scene.logged).toHaveLength(expected);
  }
});

it('answers with a page when the store or a grant can not be read, and never rejects', async () => {
  const unavailable = async () => {
    throw new StorageError('unavailable', 'key:x', 'no answer');
  };
  const scene = await openProviderScene({ rolesOf: unavailable });
  const page = await signInAs(scene.browser(), ALICE);
  expect([page.status, page.url.pathname]).toEqual([503, '/auth/callback']);
  const broken = await openScene(scene.provider.settings, {
    origin: () => {
      throw new Error('not listening yet');
    },
  } as never);
  expect((await broken.answer(new Request(`${MAIN}/auth/sign-in`))).status).toBe(500);
});

it.each([
  ['GET', '/auth/nothing', 404],
  ['GET', '/auth/__proto__', 404],
  ['POST', '/auth/sign-in', 405],
  ['toString', '/auth/sign-in', 405],
  ['HEAD', '/auth/', 200],
  ['GET', '/auth', 302],
])('answers %s %s with %i', async (method, path, status) => {
  const scene = await openProviderScene();
  const response = await scene.answer(new Request(MAIN + path, { method }));
  expect(response.status).toBe(status);
  expect(response.headers.get('allow')).toBe(status === 405 ? 'GET' : null);
});

it('has pages with a policy of their own that lets nothing in', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  for (const path of ['/auth/', '/auth/signed-out', '/auth/callback?state=x', '/auth/nothing']) {
    const { headers, text } = await browser.open(MAIN + path);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; frame-ancestors 'none'/,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(text).not.toMatch(/<script|style=| on\w+=/);
  }
});

it('shows who is signed in and what they may, and no markup of theirs', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  expect((await browser.open(`${MAIN}/auth/`)).text).toContain('You are not signed in');
  await signInAs(browser, ALICE);
  const { text } = await browser.open(`${MAIN}/auth/`);
  expect(text).toContain('<h1>Signed in as Alice &#60;Liddell&#62;</h1>');
  expect(text).toContain('<li>editor of <a href="/me/notes/">me/notes</a></li>');
  expect(text).toContain('<li>reader of every wiki of <code>team</code></li>');
});

it('repeats nothing of a request but its return address, escaped', async () => {
  const scene = await openProviderScene();
  const evil = '"><script>alert(1)</script>';
  const query = new URLSearchParams({ return: evil, code: evil, error: evil, error_description: evil, state: evil });
  for (const path of ['/auth/signed-out', '/auth/callback', '/auth/accept', '/auth/x', '/auth/sign-in']) {
    const browser = scene.browser();
    browser.setCookie(MAIN, '__Host-holt-out', '1');
    const { text } = await browser.open(`${MAIN}${path}?${query}`);
    expect(text).not.toContain('<script');
    expect(text).not.toContain('"&#62;');
  }
});
