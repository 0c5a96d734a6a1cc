import { openBrowser, startProvider, type TestBrowser } from '@holt/auth/testing';
import type { HandlerName } from '@holt/lambda/build';
import { inject, onTestFinished } from 'vitest';
import { type Distribution, openDistribution } from './open-distribution.ts';
import { ORIGIN, SECRETS, type ServedDeployment, serveDeployment } from './serve-deployment.ts';
import type { RunningFunction } from './start-function.ts';

/** Owns the site. */
export const ALICE = { subject: 'alice-1', password: 'pass a', email: 'alice@example.com', name: 'Alice Liddell' };
export const BOB = { subject: 'bob-2', password: 'pass b', email: 'bob@other.example', name: 'Bob' };

/** A site as it is after its deployment, with its distribution; nothing of it is set up yet. */
export interface Deployment extends Omit<ServedDeployment, 'start' | 'close'> {
  /** The function of that name: one process, started when it is needed first. */
  running(name: HandlerName): Promise<RunningFunction>;
  /** Asks the site as a browser or an agent does, through the edge. */
  fetch: Distribution;
  /** A browser that knows nothing yet. */
  browser(): TestBrowser;
  /** What all functions have said. */
  log(): Promise<string>;
}

/**
 * The bundles with all that they need, a provider among it; all goes away with the test.
 * @param changes to the functions' environment; undefined takes a variable away
 */
export async function openDeployment(changes: Record<string, string | undefined> = {}): Promise<Deployment> {
  const provider = await startProvider({ sites: [ORIGIN], users: [ALICE, BOB] });
  onTestFinished(() => provider.close());
  const { start, close, ...served } = await serveDeployment(inject('radosGateway'), inject('bundles'), {
    HOLT_OIDC_ISSUER: provider.issuer,
    HOLT_OIDC_CLIENT_ID: provider.settings.clientId,
    HOLT_OIDC_CLIENT_SECRET: provider.settings.clientSecret,
    HOLT_OWNERS: ALICE.email,
    ...changes,
  });
  onTestFinished(close);
  const started = new Map<HandlerName, Promise<RunningFunction>>();
  const running = (name: HandlerName) => {
    const one = started.get(name) ?? start(name);
    started.set(name, one);
    return one;
  };
  const fetch = await openDistribution({
    originSecret: SECRETS.origin,
    readKeyValue: (key) => served.keyValueService.entries.get(key),
    invoke: async (name, event) => (await running(name)).invoke(event),
    readObject: (key) => served.store.get(key),
  });
  return {
    ...served,
    running,
    fetch,
    browser: () => openBrowser({ [ORIGIN]: fetch }, Date.now),
    log: async () => (await Promise.all(started.values())).map((one) => one.log()).join(''),
  };
}
