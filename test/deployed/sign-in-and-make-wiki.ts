import type { TestBrowser } from '@holt/auth/testing';
import { expect } from 'vitest';
import { ALICE, type Deployment } from './open-deployment.ts';
import { ORIGIN } from './serve-deployment.ts';

export const SESSION_COOKIE = '__Host-holt';

/** The owner of the site: signed in, with a wiki and a token for an agent. */
export interface Owner {
  browser: TestBrowser;
  /** The session cookie's value. */
  session: string;
  token: string;
}

/** Does what a deployment and its owner do first: sets the site up, signs in, makes the wiki `team/notes` and a token that writes to it. */
export async function signInAndMakeWiki(site: Deployment): Promise<Owner> {
  await (await site.running('maintenance')).invoke({ task: 'set-up' });
  const browser = site.browser();
  const form = await browser.open(`${ORIGIN}/auth/sign-in?return=%2F`);
  await browser.submit(form, { subject: ALICE.subject, password: ALICE.password });
  const session = browser.cookie(ORIGIN, SESSION_COOKIE) ?? '';
  await askApi(site, session, 'POST', '/api/wikis', { wiki: 'team/notes' }, 201);
  const token = { name: 'agent', wikis: ['team/notes'], scope: ['read', 'write'] };
  return { browser, session, token: (await askApi(site, session, 'POST', '/api/tokens', token, 201)).token as string };
}

/** As a page of the site does. */
async function askApi(
  site: Deployment,
  session: string,
  method: string,
  path: string,
  body: object,
  status: number,
): Promise<Record<string, unknown>> {
  const response = await site.fetch(
    new Request(ORIGIN + path, {
      method,
      headers: { cookie: `${SESSION_COOKIE}=${session}`, origin: ORIGIN, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
  const text = await response.text();
  expect(response.status, text).toBe(status);
  return JSON.parse(text);
}
