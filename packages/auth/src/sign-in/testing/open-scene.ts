import { hostKey } from '@holt/edge';
import {
  type KeyValueStore,
  type ManualClock,
  MemoryObjectStore,
  manualClock,
  openKeyValueStore,
  seededRandom,
} from '@holt/storage';
import { onTestFinished, vi } from 'vitest';
import { type KeyRing, openKeyRing } from '../../key-ring.ts';
import { verifyToken } from '../../verify-token.ts';
import { type AuthHandler, type AuthHandlerOptions, createAuthHandler } from '../create-auth-handler.ts';
import type { Identity } from '../identity.ts';
import type { AuthSettings } from '../read-auth-settings.ts';
import { openBrowser, type TestBrowser } from './open-browser.ts';
import { type ProviderOptions, startProvider, type TestProvider } from './start-provider.ts';

export const MAIN = 'https://wiki.example';
export const HOST = 'https://notes.example';
/** A host for all wikis of an owner. */
export const OWNER_HOST = 'https://team.example';

export const ALICE = { subject: 'alice-1', password: 'pass a', email: 'Alice@Example.com', name: 'Alice <Liddell>' };
export const BOB = { subject: 'bob-2', password: 'pass b', email: 'bob@other.example', emailVerified: false };

const START_MS = Date.UTC(2026, 10, 21, 9);

export interface Scene {
  options: AuthHandlerOptions;
  clock: ManualClock;
  keyValues: KeyValueStore;
  ring: KeyRing;
  answer: AuthHandler;
  logged: string[];
  /** Opens a browser that knows nothing yet. */
  browser(): TestBrowser;
  /** Moves the clocks of Holt, of the browsers and of the provider. */
  advance(seconds: number): Promise<void>;
  /** What the session of a browser says; undefined without a good one. */
  session(browser: TestBrowser, origin?: string): Promise<Awaited<ReturnType<typeof verifyToken>> | undefined>;
}

export const TOKENS = { issuer: 'https://wiki.example', audience: 'https://wiki.example' };

/** A site with sign-in, its hosts and its pages, each of which shows its path. The machine's clock stands still for all in the test. */
export async function openScene(
  signIn: AuthSettings | { local: Identity },
  more: Partial<AuthHandlerOptions> & { origin?: string } = {},
): Promise<Scene> {
  const clock = manualClock(START_MS);
  vi.useFakeTimers({ toFake: ['Date'], now: START_MS });
  onTestFinished(() => void vi.useRealTimers());
  const keyValues = openKeyValueStore({ store: new MemoryObjectStore(), key: 'control/key-values.json' });
  await keyValues.update({ put: { [hostKey('notes.example')]: 'me/notes', [hostKey('team.example')]: 'team' } });
  const random = seededRandom(1);
  const ring = openKeyRing({ keyValues, random, clock });
  await ring.ensure();
  const logged: string[] = [];
  const options: AuthHandlerOptions = {
    ...TOKENS,
    ring,
    keyValues,
    clock,
    random,
    origin: MAIN,
    signIn,
    rolesOf: async ({ email }) => (email === 'alice@example.com' ? ['me/notes:editor', 'team/*:reader'] : []),
    log: (message, error) => logged.push(`${message}: ${error instanceof Error ? error.message : ''}`),
    ...more,
  };
  const answer = createAuthHandler(options);
  const site = async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    return pathname.startsWith('/auth') ? answer(request) : new Response(`page ${pathname}${search}`);
  };
  const sites = Object.fromEntries([MAIN, HOST, OWNER_HOST, more.origin ?? MAIN].map((origin) => [origin, site]));
  return {
    options,
    clock,
    keyValues,
    ring,
    answer,
    logged,
    browser: () => openBrowser(sites, () => clock.now()),
    async advance(seconds) {
      await clock.advance(seconds * 1000);
      vi.setSystemTime(clock.now());
    },
    async session(browser, origin = MAIN) {
      const token = browser.cookie(origin, '__Host-holt');
      return token === undefined ? undefined : verifyToken(ring, token, TOKENS).catch(() => undefined);
    },
  };
}

/** As {@link openScene}, with a provider that goes away with the test. */
export async function openProviderScene(
  options: Partial<ProviderOptions> & { owners?: string[] } & Pick<Partial<AuthHandlerOptions>, 'rolesOf'> = {},
): Promise<Scene & { provider: TestProvider }> {
  const { owners = [], rolesOf, ...providerOptions } = options;
  const provider = await startProvider({ sites: [MAIN], users: [ALICE, BOB], ...providerOptions });
  onTestFinished(() => provider.close());
  const scene = await openScene({ ...provider.settings, owners }, rolesOf === undefined ? {} : { rolesOf });
  return { ...scene, provider };
}

/** Goes to sign in, and through the provider's form where it is shown. */
export async function signInAs(
  browser: TestBrowser,
  { subject, password }: { subject: string; password: string },
  address = `${MAIN}/auth/sign-in?return=%2Fme%2Fnotes%2FPlan`,
) {
  const page = await browser.open(address);
  return page.text.includes('Who are you?') ? browser.submit(page, { subject, password }) : page;
}
