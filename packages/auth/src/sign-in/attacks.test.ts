import { seededRandom } from '@holt/storage';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { mintToken } from '../mint-token.ts';
import type { TestBrowser, Visited } from './testing/open-browser.ts';
import {
  ALICE,
  BOB,
  HOST,
  MAIN,
  OWNER_HOST,
  openProviderScene,
  openScene,
  type Scene,
  signInAs,
  TOKENS,
} from './testing/open-scene.ts';
import { type Lie, startFalseProvider } from './testing/start-false-provider.ts';

const SIGN_IN = `${MAIN}/auth/sign-in?return=/me/notes/Plan`;
const isCallback = (url: URL) => url.pathname === '/auth/callback';
const isElsewhere = (url: URL) => url.origin !== MAIN;

/** Signs in at the provider, and gives the URL of its answer, which has not been asked for yet. */
async function answerFor(browser: TestBrowser, user: Parameters<typeof signInAs>[1] = ALICE): Promise<URL> {
  const page = await browser.open(SIGN_IN, isCallback);
  if (page.url.pathname === '/auth/callback') return page.url;
  const { subject, password } = user;
  return (await browser.submit(page, { subject, password }, isCallback)).url;
}

async function expectRefused(scene: Scene, browser: TestBrowser, page: Visited, status = 400): Promise<void> {
  expect([page.status, page.url.pathname]).toEqual([status, '/auth/callback']);
  expect(await scene.session(browser)).toBeUndefined();
  expect(browser.cookieNames(MAIN).filter((name) => name.includes('sign-in'))).toEqual([]);
}

describe('an attacker', () => {
  it('can not sign a reader in as somebody else by an answer from another browser (login CSRF)', async () => {
    const scene = await openProviderScene();
    const mallory = scene.browser();
    const answer = await answerFor(mallory);
    const victim = scene.browser();
    await expectRefused(scene, victim, await victim.open(answer));
    expect(scene.provider.requests).not.toContain('/token');
  });

  it('can not put his code into the sign-in that a reader has begun (code injection)', async () => {
    const scene = await openProviderScene();
    const code = (await answerFor(scene.browser())).searchParams.get('code') ?? '';
    const victim = scene.browser();
    const answer = await answerFor(victim);
    answer.searchParams.set('code', code);
    await expectRefused(scene, victim, await victim.open(answer));
  });

  it('can not use an answer that he has seen a second time (state replay)', async () => {
    const scene = await openProviderScene();
    const browser = scene.browser();
    const answer = await answerFor(browser);
    expect((await browser.open(answer)).text).toBe('page /me/notes/Plan');
    browser.setCookie(MAIN, '__Host-holt', '');
    await expectRefused(scene, browser, await browser.open(answer));
  });

  it('can not use an answer a second time even with the cookie of that sign-in: its code is spent', async () => {
    const scene = await openProviderScene();
    const browser = scene.browser();
    const answer = await answerFor(browser);
    const [name = ''] = browser.cookieNames(MAIN);
    const transaction = browser.cookie(MAIN, name) ?? '';
    await browser.open(answer);
    browser.setCookie(MAIN, name, transaction);
    browser.setCookie(MAIN, '__Host-holt', '');
    await expectRefused(scene, browser, await browser.open(answer));
  });

  it('can not answer with another state', async () => {
    const scene = await openProviderScene();
    const browser = scene.browser();
    const answer = await answerFor(browser);
    const state = answer.searchParams.get('state') ?? '';
    // The same cookie is found by the beginning of the state.
    answer.searchParams.set('state', `${state.slice(0, 20)}${'A'.repeat(23)}`);
    await expectRefused(scene, browser, await browser.open(answer));
  });

  it.each(['', 'x', '*', '../x', 'a'.repeat(43)])('can not answer with the state %j', async (state) => {
    const scene = await openProviderScene();
    const browser = scene.browser();
    const answer = await answerFor(browser);
    answer.searchParams.set('state', state);
    const page = await browser.open(answer);
    expect(page.status).toBe(400);
    expect(await scene.session(browser)).toBeUndefined();
  });

  it('can not send two states', async () => {
    const scene = await openProviderScene();
    const browser = scene.browser();
    const answer = await answerFor(browser);
    answer.searchParams.append('state', answer.searchParams.get('state') ?? '');
    expect((await browser.open(answer)).status).toBe(400);
    expect(await scene.session(browser)).toBeUndefined();
  });

  it.each([
    ['another issuer', 'https://evil.example'],
    ['no issuer', undefined],
  ])('can not bring in the answer of another provider: %s (mix-up)', async (_title, issuer) => {
    const scene = await openProviderScene();
    const browser = scene.browser();
    const answer = await answerFor(browser);
    if (issuer === undefined) answer.searchParams.delete('iss');
    else answer.searchParams.set('iss', issuer);
    await expectRefused(scene, browser, await browser.open(answer));
    expect(scene.provider.requests).not.toContain('/token');
  });

  it('can not end a sign-in with an error of his own: the issuer is looked at first', async () => {
    const scene = await openProviderScene();
    const browser = scene.browser();
    const question = await browser.open(SIGN_IN, isElsewhere);
    const state = question.url.searchParams.get('state') ?? '';
    const query = new URLSearchParams({ error: 'access_denied', iss: 'https://evil.example', state });
    await expectRefused(scene, browser, await browser.open(`${MAIN}/auth/callback?${query}`));
  });

  it('can not use the verifier of another sign-in (PKCE)', async () => {
    const scene = await openProviderScene();
    const [victim, mallory] = [scene.browser(), scene.browser()];
    const stolen = await answerFor(victim);
    await mallory.open(SIGN_IN, isElsewhere);
    const [name = ''] = mallory.cookieNames(MAIN);
    const { data } = decodeJwt<{ data: { state: string } }>(mallory.cookie(MAIN, name) ?? '');
    stolen.searchParams.set('state', data.state);
    await expectRefused(scene, mallory, await mallory.open(stolen));
  });

  it('can not make a transaction: neither unsigned nor out of a token of Holt’s', async () => {
    const scene = await openProviderScene();
    const browser = scene.browser();
    const answer = await answerFor(browser);
    const [name = ''] = browser.cookieNames(MAIN);
    const note = browser.cookie(MAIN, name) ?? '';
    const [header = '', payload = ''] = note.split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'holt-sign-in+jwt' })).toString('base64url');
    const session = await mintToken(scene.ring, {
      ...TOKENS,
      subject: 'x',
      wikis: [],
      scope: ['read'],
      ttlSeconds: 60,
    });
    for (const forged of [`${none}.${payload}.`, `${header}.${payload}.`, `${header}.${payload}.AAAA`, session, '']) {
      browser.setCookie(MAIN, name, forged);
      await expectRefused(scene, browser, await browser.open(answer));
    }
  });

  it('can not put a second cookie beside that of the sign-in', async () => {
    const scene = await openProviderScene();
    const browser = scene.browser();
    const answer = await answerFor(browser);
    const [name = ''] = browser.cookieNames(MAIN);
    const note = browser.cookie(MAIN, name) ?? '';
    const ask = (cookie: string) => scene.answer(new Request(answer, { headers: { cookie } }));
    expect((await ask(`${name}=${note}; ${name}=x`)).status).toBe(400);
    expect((await ask(`${name}=x; ${name}=${note}`)).status).toBe(400);
    expect((await ask(`other=x; ${name}=${note}`)).status).toBe(302);
  });

  it('can not use a note of any purpose as a token, nor for another purpose', async () => {
    const scene = await openProviderScene();
    const browser = scene.browser();
    await browser.open(SIGN_IN, isElsewhere);
    const [name = ''] = browser.cookieNames(MAIN);
    const note = browser.cookie(MAIN, name) ?? '';
    browser.setCookie(MAIN, '__Host-holt', note);
    expect((await browser.open(`${MAIN}/auth/`)).text).toContain('You are not signed in');
    for (const path of ['/auth/sign-out', 'https://notes.example/auth/accept']) {
      const page = await browser.open(new URL(`${path}?token=${note}`, MAIN));
      expect([400, 405]).toContain(page.status);
    }
  });
});

const lies: [title: string, status: number, lie: Lie][] = [
  ['an ID token for another client', 502, { claims: { aud: 'another client' } }],
  ['an ID token for several, among them this one, made for another', 502, { claims: { aud: ['holt', 'x'], azp: 'x' } }],
  ['an ID token of another issuer', 502, { claims: { iss: 'https://evil.example' } }],
  ['an ID token with another nonce (nonce replay)', 400, { claims: { nonce: 'a'.repeat(43) } }],
  ['an ID token without a nonce', 502, { claims: { nonce: null } }],
  ['an ID token that has expired', 502, { claims: { exp: 1_000_000_000 } }],
  ['an ID token from the future', 502, { claims: { iat: 4_000_000_000, nbf: 4_000_000_000, exp: 4_000_000_060 } }],
  ['an ID token without a subject', 502, { claims: { sub: null } }],
  ['a subject with a line end', 502, { claims: { sub: 'alice\n1' } }],
  ['an ID token with a broken signature', 502, { idToken: (honest) => `${honest.slice(0, -8)}AAAAAAAA` }],
  ['an ID token without a signature', 502, { idToken: (honest) => `${honest.slice(0, honest.lastIndexOf('.'))}.` }],
  ['an ID token signed by the client’s secret', 502, { idToken: (honest, sign) => sign(decodeJwt(honest), 'HS256') }],
  [
    'an ID token with "alg": "none"',
    502,
    { idToken: (honest) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${honest.split('.')[1]}.` },
  ],
  ['no ID token', 502, { body: JSON.stringify({ access_token: 'x', token_type: 'Bearer' }) }],
  ['no JSON', 502, { body: '<html>' }],
  ['an error of its own', 502, { status: 500, body: '{}' }],
  ['another secret asked for', 502, { status: 401, body: '{"error":"invalid_client"}' }],
  ['metadata of another issuer', 502, { metadata: { issuer: 'https://evil.example' } }],
  ['metadata without keys', 502, { metadata: { jwks_uri: undefined } }],
];

describe('a provider', () => {
  const signInAt = async (lie: Lie) => {
    const provider = await startFalseProvider(lie);
    const scene = await openScene(provider.settings);
    const browser = scene.browser();
    const question = await browser.open(SIGN_IN, isElsewhere);
    const page = question.url.origin === MAIN ? question : await browser.open(provider.answerTo(question.url));
    return { scene, browser, page };
  };

  it('that tells the truth is believed', async () => {
    const { scene, browser, page } = await signInAt({ claims: { email: 'A@example.com', email_verified: true } });
    expect(page.text).toBe('page /me/notes/Plan');
    expect(await scene.session(browser)).toMatchObject({ subject: 'alice-1', name: 'a@example.com' });
  });

  it.each<[methods: string[] | undefined, place: string]>([
    [undefined, 'header'],
    [['client_secret_post', 'client_secret_basic'], 'header'],
    [['client_secret_post'], 'form'],
  ])('that takes the secret of a client by %j gets it in the %s', async (methods, place) => {
    const provider = await startFalseProvider({ metadata: { token_endpoint_auth_methods_supported: methods } });
    const scene = await openScene({ ...provider.settings, clientSecret: 'a secret' });
    const browser = scene.browser();
    const question = await browser.open(SIGN_IN, isElsewhere);
    expect((await browser.open(provider.answerTo(question.url))).text).toBe('page /me/notes/Plan');
    const [asked] = provider.tokenRequests;
    const basic = `Basic ${Buffer.from('holt:a+secret').toString('base64')}`;
    expect(asked?.authorization).toBe(place === 'header' ? basic : undefined);
    expect(asked?.form.get('client_secret')).toBe(place === 'form' ? 'a secret' : null);
    expect(asked?.form.get('code_verifier')).toMatch(/^[\w-]{43}$/);
  });

  it('that has given out no secret gets none', async () => {
    const provider = await startFalseProvider({});
    const browser = (await openScene(provider.settings)).browser();
    const question = await browser.open(SIGN_IN, isElsewhere);
    await browser.open(provider.answerTo(question.url));
    const [asked] = provider.tokenRequests;
    expect(asked?.authorization).toBeUndefined();
    expect(asked?.form.get('client_id')).toBe('holt');
    expect(asked?.form.has('client_secret')).toBe(false);
  });

  it('that calls an address verified by a word and not by true is not believed', async () => {
    const { scene, browser } = await signInAt({ claims: { email: 'alice@example.com', email_verified: 'true' } });
    expect((await scene.session(browser))?.wikis).toEqual([]);
  });

  it.each(lies)('that answers with %s signs nobody in: %i', async (_title, status, lie) => {
    const { scene, browser, page } = await signInAt(lie);
    expect(page.status).toBe(status);
    expect(page.text).toContain('Sign in again');
    expect(await scene.session(browser)).toBeUndefined();
    expect(browser.cookieNames(MAIN)).toEqual([]);
    expect(scene.logged).toHaveLength(1);
    expect(scene.logged[0]).not.toMatch(/a code|eyJ|the secret/);
  });
});

it('a reader who is refused once signs in the next time', async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  const answer = await answerFor(browser, BOB);
  answer.searchParams.set('iss', 'https://evil.example');
  await browser.open(answer);
  expect((await signInAs(browser, BOB)).text).toBe('page /me/notes/Plan');
});

it('answers anything that it is asked, never rejects and never leads off the site', { timeout: 60_000 }, async () => {
  const scene = await openProviderScene();
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  await browser.open(SIGN_IN, isElsewhere);
  const [pending = ''] = browser.cookieNames(MAIN).filter((name) => name.includes('sign-in'));
  const note = browser.cookie(MAIN, pending) ?? '';
  const session = browser.cookie(MAIN, '__Host-holt') ?? '';
  const { data } = decodeJwt<{ data: { state: string } }>(note);

  const random = seededRandom('anything');
  const pick = <T>(...choices: T[]): T => choices[(random.bytes(1)[0] ?? 0) % choices.length] as T;
  const values = () =>
    pick(
      data.state,
      note,
      session,
      '/me/notes/',
      '//evil.example',
      'https://evil.example/',
      '1',
      '',
      'notes.example',
      'a'.repeat(43),
      '\r\n',
      '%',
      '"<',
      scene.provider.issuer,
      'login_required',
    );
  const names = [
    'return',
    'again',
    'host',
    'nonce',
    'state',
    'code',
    'iss',
    'error',
    'token',
    'everywhere',
    'response',
  ];
  const cookies = () =>
    pick(
      '',
      `__Host-holt=${session}`,
      `${pending}=${note}`,
      '__Host-holt-out=1',
      '__Host-holt=x; __Host-holt=y',
      ';=;;',
      `__Host-holt-hand-over-aaaaaaaaaaaa=${note}`,
    );
  const allowed = [MAIN, HOST, OWNER_HOST, scene.provider.issuer];
  const statuses = new Set<number>();

  for (let round = 0; round < 1500; round++) {
    const query = new URLSearchParams(
      Array.from({ length: pick(0, 1, 2, 3, 4) }, (): [string, string] => [pick(...names), values()]),
    );
    const origin = pick(MAIN, MAIN, HOST, OWNER_HOST, 'https://evil.example', 'http://127.0.0.1:1');
    const path = pick(
      '/auth/sign-in',
      '/auth/callback',
      '/auth/accept',
      '/auth/sign-out',
      '/auth/signed-out',
      '/auth/',
      '/auth',
      '/auth/x%00',
    );
    const method = pick('GET', 'GET', 'GET', 'HEAD', 'POST', 'DELETE');
    const headers = { cookie: cookies(), origin: pick(MAIN, HOST, 'null', '', 'https://evil.example') };
    const body = method === 'POST' ? { body: pick('everywhere=1', '', '\u0000', 'everywhere=0') } : {};
    const response = await scene.answer(new Request(`${origin}${path}?${query}`, { method, headers, ...body }));
    statuses.add(response.status);
    const location = response.headers.get('location');
    if (location !== null) expect(allowed).toContain(new URL(location, origin).origin);
    expect(await response.text()).not.toMatch(/"<|eyJ/);
    if (origin === 'https://evil.example') expect([location, ...response.headers.getSetCookie()]).toEqual([null]);
  }
  expect([...statuses].sort()).toEqual([200, 302, 303, 400, 403, 404, 405]);
});
