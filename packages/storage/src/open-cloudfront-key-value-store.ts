import type { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { Attempts } from './attempts.ts';
import { backoffMs } from './backoff-ms.ts';
import { checkKeyValueChange, checkKeyValueKey } from './check-key-value-change.ts';
import type { Clock } from './clock.ts';
import { openKeyValueApi } from './cloudfront/key-value-api.ts';
import { type KeyValueCredentials, makeKeyValueClient } from './cloudfront/key-value-client.ts';
import { updateKeys } from './cloudfront/update-keys.ts';
import { compareKeys } from './compare-keys.ts';
import { StorageError } from './errors.ts';
import type { KeyValueStore } from './key-value-store.ts';
import type { Random } from './random.ts';

export interface CloudFrontKeyValueStoreOptions {
  /** `arn:aws:cloudfront::<account>:key-value-store/<id>` */
  arn: string;
  /** Default: what the environment says (`AWS_ACCESS_KEY_ID`, `~/.aws`, the Lambda's role). */
  credentials?: KeyValueCredentials | undefined;
  /** Instead of `credentials`: a client with `maxAttempts: 1`. */
  client?: CloudFrontKeyValueStoreClient;
  /** Bounds requests and the time between attempts; it must run in step with the network's, as {@link systemClock} does. */
  clock: Clock;
  /** Spreads attempts in time. */
  random: Random;
  /** For one attempt, with its body. Default 30,000. */
  requestTimeoutMs?: number;
  /** For all attempts at a request and the time between them; also, no attempt at an update or a listing begins later than this. Default 60,000. */
  totalTimeoutMs?: number;
}

type Entry = { key: string; value: string };

const ARN_PATTERN = /^arn:aws:cloudfront::\d{12}:key-value-store\/[\w-]+$/;

/**
 * The {@link KeyValueStore} that CloudFront Functions read, by its own API. Opening sends nothing. What is written here reaches the edge
 * within seconds, not at once; reads by this adapter ask the store itself.
 *
 * An update without `ifMatch` that other updates overtake is made again, with growing pauses, for as long as `totalTimeoutMs`; then it is
 * `conflict`. Updates of one process take turns. What becomes of an update whose answer is lost: {@link updateKeys}.
 *
 * The credentials need `cloudfront-keyvaluestore:DescribeKeyValueStore`, `GetKey`, `ListKeys` and `UpdateKeys` on the store.
 *
 * @throws {TypeError} for an ARN of something else, or a client given together with credentials
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/kvs-with-functions.html
 */
export function openCloudFrontKeyValueStore(options: CloudFrontKeyValueStoreOptions): KeyValueStore {
  const { arn, clock, random, requestTimeoutMs = 30_000, totalTimeoutMs = 60_000 } = options;
  checkOptions(options);
  const client = options.client ?? makeKeyValueClient(options.credentials);
  const api = openKeyValueApi(arn, client, new Attempts({ clock, random, requestTimeoutMs, totalTimeoutMs }));
  let lastTurn: Promise<unknown> = Promise.resolve();

  async function listFrom(first: Awaited<ReturnType<typeof api.list>>): Promise<Entry[]> {
    const all = [...first.entries];
    for (let { next } = first; next !== undefined && next !== ''; ) {
      const page = await api.list(next);
      all.push(...page.entries);
      ({ next } = page);
    }
    return all.sort((a, b) => compareKeys(a.key, b.key));
  }

  return {
    async get(key) {
      checkKeyValueKey(key);
      return await api.get(key);
    },

    async entries() {
      const startMs = clock.now();
      const only = await api.list(undefined);
      if (only.next === undefined || only.next === '') return await listFrom(only);
      for (let attempt = 1; ; attempt += 1) {
        // Pages are asked for one by one; an update between two would leave a list that never was.
        const before = await api.describe();
        const entries = await listFrom(await api.list(undefined));
        const after = await api.describe();
        if (before.etag === after.etag) return entries;
        const delayMs = backoffMs(attempt, random);
        if (clock.now() - startMs + delayMs >= totalTimeoutMs) {
          const message = 'The key-value store changed whenever it was listed: try again later.';
          throw new StorageError('conflict', '', message);
        }
        await clock.sleep(delayMs);
      }
    },

    async etag() {
      return (await api.describe()).etag;
    },

    async update(change, { ifMatch } = {}) {
      checkKeyValueChange(change);
      const turn = lastTurn.then(() => updateKeys({ api, change, ifMatch, clock, random, totalTimeoutMs }));
      // The next one begins after this one, also when it failed.
      lastTurn = turn.catch(() => {});
      return await turn;
    },
  };
}

function checkOptions({ arn, client, credentials }: CloudFrontKeyValueStoreOptions): void {
  if (!ARN_PATTERN.test(arn)) {
    const expected = 'arn:aws:cloudfront::<account>:key-value-store/<id>';
    throw new TypeError(`arn ${JSON.stringify(arn)} names no CloudFront KeyValueStore: it is like ${expected}.`);
  }
  if (client !== undefined && credentials !== undefined) {
    throw new TypeError('Give either a client or credentials, not both.');
  }
}
