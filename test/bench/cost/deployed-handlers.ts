import { openAgentTokens, openKeyRing } from '@holt/auth';
import { gitPrefix, KEY_VALUES_KEY } from '@holt/edge';
import { createMaintenanceHandler, createWriteHandler } from '@holt/lambda';
import {
  type Clock,
  MemoryObjectStore,
  type ObjectStore,
  openKeyValueStore,
  openMirroredKeyValueStore,
  systemRandom,
} from '@holt/storage';
import { type CountingStore, countingStore } from '@holt/storage/testing';
import { type CallCost, costOf } from './call-cost.ts';
import { countKeyValues } from './count-key-values.ts';

const ORIGIN = 'https://wiki.example';
const RULES = { issuer: ORIGIN, audience: ORIGIN };
const SITE = { iss: ORIGIN, aud: ORIGIN, signIn: '/auth/sign-in', origin: ORIGIN };
const DAY_SECONDS = 86_400;

export interface DeployedHandlers {
  readonly store: CountingStore;
  /** An agent's call of a tool, by a process that knows nothing yet. */
  call(tool: string, input: Record<string, unknown>): Promise<CallCost>;
  /** The bucket says that a wiki's ref was put. */
  notify(wiki: string): Promise<CallCost>;
  /** The daily schedule. */
  maintain(): Promise<CallCost>;
  /** The other daily schedule, which folds what is due. */
  foldDue(): Promise<CallCost>;
  now(): number;
  pass(ms: number): void;
}

/** The handlers that Lambda runs, over a store, with a clock of their own; what they ask of it and of the key-value store is counted. */
export async function openDeployedHandlers(base: ObjectStore, startMs = Date.now()): Promise<DeployedHandlers> {
  let passedMs = startMs - Date.now();
  const clock: Clock = {
    now: () => Date.now() + passedMs,
    async sleep(ms) {
      passedMs += ms;
    },
  };
  const store = countingStore(base);
  const edge = countKeyValues(openKeyValueStore({ store: new MemoryObjectStore(), key: KEY_VALUES_KEY }));
  const openKeyValues = () => {
    const mirrored = openMirroredKeyValueStore({
      store,
      key: KEY_VALUES_KEY,
      mirror: async () => edge,
      random: systemRandom,
    });
    return Object.assign(countKeyValues(mirrored), { repair: mirrored.repair });
  };
  let keyValues = openKeyValues();
  const parts = { store, keyValues, clock, random: systemRandom, site: SITE };
  const ring = openKeyRing(parts);
  await ring.ensure();
  const { token } = await openAgentTokens({ ...parts, ring, ...RULES }).create({
    name: 'bench',
    subject: 'agent@example.org',
    wikis: ['*'],
    scope: ['read', 'write'],
    ttlSeconds: 90 * DAY_SECONDS,
  });

  async function count(work: () => Promise<void>): Promise<CallCost> {
    store.reset();
    edge.reset();
    keyValues = openKeyValues();
    const from = performance.now();
    await work();
    const ms = performance.now() - from;
    return costOf(store.requests, { keyValueCalls: edge.calls, keyValueAsks: keyValues.calls, ms });
  }

  return {
    store,
    call: (tool, input) =>
      count(async () => {
        const params = { name: tool, arguments: input };
        const { statusCode, body } = await createWriteHandler({ ...parts, keyValues, ...RULES, origin: ORIGIN })({
          version: '2.0',
          rawPath: '/mcp',
          rawQueryString: '',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
          },
          requestContext: { http: { method: 'POST' } },
          body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
          isBase64Encoded: false,
        });
        const answer = statusCode === 200 ? JSON.parse(body) : undefined;
        if (answer?.result === undefined || answer.result.isError) {
          throw new Error(`${tool} was answered with ${statusCode}: ${body}`);
        }
      }),
    notify: (wiki) =>
      count(async () => {
        const [owner = '', name = ''] = wiki.split('/');
        const key = `${gitPrefix(owner, name)}info/refs`;
        await createMaintenanceHandler({ ...parts, keyValues })({ Records: [{ s3: { object: { key } } }] });
      }),
    maintain: () => count(() => createMaintenanceHandler({ ...parts, keyValues })({})),
    foldDue: () => count(() => createMaintenanceHandler({ ...parts, keyValues })({ task: 'fold' })),
    now: clock.now,
    pass(ms) {
      passedMs += ms;
    },
  };
}
