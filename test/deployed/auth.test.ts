import { expect, test } from 'vitest';
import { callTool } from './call-tool.ts';
import { ALICE, BOB, type Deployment, openDeployment } from './open-deployment.ts';
import { ORIGIN } from './serve-deployment.ts';
import { SESSION_COOKIE, signInAndMakeWiki } from './sign-in-and-make-wiki.ts';

const PAGE = '/team/notes/Plan';
const SIGN_IN = `${ORIGIN}/auth/sign-in?return=${encodeURIComponent(PAGE)}`;

async function openWithPage(): Promise<Deployment> {
  const site = await openDeployment();
  const { token } = await signInAndMakeWiki(site);
  await callTool(site.fetch, token, 'write_page', { path: 'Plan', content: '# Plan\n' });
  return site;
}

test('a person signs in at the provider, comes back to the page, and signs out', async () => {
  const site = await openWithPage();
  const browser = site.browser();
  const form = await browser.open(SIGN_IN);
  expect(form.url.origin).not.toBe(ORIGIN);
  // What the way back needs.
  expect(browser.cookieNames(ORIGIN)).toHaveLength(1);
  const page = await browser.submit(form, { subject: ALICE.subject, password: ALICE.password });
  expect([page.url.href, page.status]).toEqual([ORIGIN + PAGE, 200]);
  expect(browser.cookieNames(ORIGIN)).toEqual([SESSION_COOKIE]);

  const account = await browser.open(`${ORIGIN}/auth/`);
  expect([account.status, account.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(account.text).toContain(ALICE.name);

  await browser.post(`${ORIGIN}/auth/sign-out`, {}, ORIGIN);
  expect(browser.cookieNames(ORIGIN)).not.toContain(SESSION_COOKIE);
  expect((await browser.open(ORIGIN + PAGE)).status).toBe(401);
});

test('who may read nothing is signed in and reads nothing', async () => {
  const site = await openWithPage();
  const browser = site.browser();
  const page = await browser.submit(await browser.open(SIGN_IN), { subject: BOB.subject, password: BOB.password });
  expect(browser.cookieNames(ORIGIN)).toEqual([SESSION_COOKIE]);
  expect([page.url.pathname, page.status]).toEqual([PAGE, 403]);
});

test('pages of other sites sign nobody out', async () => {
  const site = await openDeployment();
  const { browser } = await signInAndMakeWiki(site);
  const refused = await browser.post(`${ORIGIN}/auth/sign-out`, {}, 'https://evil.example');
  expect(refused.status).toBe(403);
  expect(browser.cookieNames(ORIGIN)).toContain(SESSION_COOKIE);
});

test('without a provider nobody can sign in, and is told so', async () => {
  const site = await openDeployment({ HOLT_OIDC_ISSUER: undefined, HOLT_OIDC_CLIENT_SECRET: undefined });
  const answer = await site.fetch(new Request(`${ORIGIN}/auth/sign-in`));
  expect([answer.status, await answer.json()]).toMatchObject([501, { error: 'no_sign_in' }]);
});
