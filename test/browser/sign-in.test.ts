import { join } from 'node:path';
import { startProvider, type TestProvider } from '@holt/auth/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { type RunningEdge, runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';

const OLGA = { subject: 'olga', password: 'what olga knows', email: 'olga@example.com', name: 'Olga Lutra' };

let provider: TestProvider;
let edge: RunningEdge;
let browser: Browser;
let data: string;
const removals: (() => void)[] = [];

const origin = () => new URL(edge.url).origin;

async function holt(...args: string[]): Promise<void> {
  const { status, stderr } = await runHolt([...args, '--data', data]);
  expect([status, stderr]).toEqual([0, '']);
}

beforeAll(async () => {
  data = join(
    temporaryFolder((remove) => removals.push(remove)),
    'data',
  );
  provider = await startProvider({ sites: () => [origin()], users: [OLGA] });
  const { issuer, clientId, clientSecret = '' } = provider.settings;
  const env = { HOLT_OIDC_ISSUER: issuer, HOLT_OIDC_CLIENT_ID: clientId, HOLT_OIDC_CLIENT_SECRET: clientSecret };
  [edge, browser] = await Promise.all([startDev(['--data', data], { env }), launchBrowser()]);
  for (const wiki of ['me/granted', 'me/closed']) await holt('wiki', 'create', wiki, '--private');
  await holt('grant', OLGA.email, '--wiki', 'me/granted', '--role', 'reader');
  const agent = await connect(edge.mcp, edge.token);
  for (const wiki of ['me/granted', 'me/closed']) {
    await agent.call('write_page', {
      wiki,
      path: 'Plans/Next',
      content: `# The plans of ${wiki}\n\n[[Plans/Later]]\n`,
    });
    await agent.call('write_page', { wiki, path: 'Plans/Later', content: '# Later\n' });
  }
  await agent.close();
});
afterAll(async () => {
  await browser.close();
  await edge.stop();
  await provider.close();
  for (const remove of removals) remove();
});

const headings = (page: Page) => page.locator('h1').allTextContents();

/** Opens a private page, and signs in at the provider to which that leads. */
async function signIn(page: Page, path: string): Promise<void> {
  await page.goto(origin() + path);
  expect(new URL(page.url()).origin).toBe(provider.issuer);
  await page.fill('input[name=subject]', OLGA.subject);
  await page.fill('input[name=password]', OLGA.password);
  await page.click('button:has-text("Sign in")');
  await page.waitForURL(origin() + path);
  await page.waitForLoadState('networkidle');
}

it('a person signs in at a provider, reads what is granted, is refused the rest, signs out, and is refused all', async () => {
  const { page, context, problems } = await openPage(browser);
  onTestFinished(() => context.close());

  await signIn(page, '/me/granted/Plans/Next');
  // What the provider's own pages lack is not Holt's.
  problems.length = 0;
  await page.reload({ waitUntil: 'networkidle' });
  expect(await headings(page)).toContain('The plans of me/granted');
  // The sidebar came by a request of its own, with the cookie.
  expect(await page.locator('nav a', { hasText: 'The plans of me/granted' }).count()).toBeGreaterThan(0);
  expect(problems).toEqual([]);

  const [cookie] = (await context.cookies()).filter(({ name }) => name === '__Host-holt');
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });

  const refused = await page.goto(`${origin()}/me/closed/Plans/Next`);
  expect(refused?.status()).toBe(403);
  expect(await page.content()).not.toContain('The plans of');
  expect((await page.goto(`${origin()}/me/none/`))?.status()).toBe(403);

  await page.goto(`${origin()}/auth/`);
  expect(await page.content()).toContain(OLGA.name);
  await page.click('button:has-text("Sign out"):not(:has-text("everywhere"))');
  await page.click('button:has-text("Yes")');
  await page.waitForURL(`${origin()}/auth/signed-out`);

  await page.goto(`${origin()}/me/granted/Plans/Next`);
  expect(await page.content()).not.toContain('The plans of');
  expect((await context.cookies()).filter(({ name }) => name === '__Host-holt')).toEqual([]);
});

it('what is fetched beforehand after the session has ended asks nobody to sign in; opening it does', async () => {
  const { page, context } = await openPage(browser);
  onTestFinished(() => context.close());
  await signIn(page, '/me/granted/Plans/Next');
  await context.clearCookies();
  const asked: string[] = [];
  context.on('request', (request) => asked.push(request.url()));
  const link = page.locator('main a', { hasText: 'Later' });
  const answered = context.waitForEvent('response', (response) => response.url().endsWith('/Plans/Later'));
  await link.hover();
  const answer = await answered;
  expect((await answer.request().allHeaders())['sec-purpose']).toContain('prefetch');
  expect(answer.status()).toBe(401);
  expect(asked.filter((url) => new URL(url).pathname.startsWith('/auth/') || !url.startsWith(origin()))).toEqual([]);
  await link.click();
  await page.waitForURL((url) => url.origin === provider.issuer || url.pathname.endsWith('/Plans/Later'));
  await page.waitForLoadState('networkidle');
  expect(asked.some((url) => new URL(url).pathname.startsWith('/auth/'))).toBe(true);
});
