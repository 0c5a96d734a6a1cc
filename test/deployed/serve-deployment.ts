import { randomUUID } from 'node:crypto';
import { KEY_VALUES_KEY } from '@holt/edge';
import type { HandlerBundle, HandlerName } from '@holt/lambda/build';
import { DEPLOYMENT_KEY, encodeDeployment } from '@holt/lambda/deployment';
import {
  type KeyValueStore,
  type ObjectStore,
  openMirroredKeyValueStore,
  systemClock,
  systemRandom,
} from '@holt/storage';
import { openCloudFrontKeyValueStore } from '@holt/storage/cloudfront';
import { openTestBucket, type RadosGatewayAddress } from '@holt/storage/testing/s3';
import { ARN, type ServedKeyValues, serveKeyValues } from '../../packages/storage/src/testing/serve-key-values.ts';
import { copyReadOnly } from './read-only.ts';
import { type RunningFunction, startFunction } from './start-function.ts';
import { type S3Service, startS3 } from './start-s3.ts';

export const ORIGIN = 'https://wiki.example';
export const SECRETS = {
  origin: 'origin-secret-of-a-test-0123456789abcdef',
  formerOrigin: 'former-secret-of-a-test-0123456789abcdef',
};

const PRELOAD = new URL('answer-local-names.mjs', import.meta.url).href;

/** What the stacks make, but for the distribution; nothing of it is set up yet. */
export interface ServedDeployment {
  /** Starts a new process of the function. */
  start(name: HandlerName): Promise<RunningFunction>;
  store: ObjectStore;
  /** As the handlers have it: in the bucket, and in {@link ServedDeployment.keyValueService} for the edge. */
  keyValues: KeyValueStore;
  s3: S3Service;
  keyValueService: ServedKeyValues;
  /** Ends all of its processes too. */
  close(): Promise<void>;
}

/**
 * A bucket of a gateway, a key-value store, and the record that the stack leaves for the handlers.
 *
 * @param bundles what is deployed
 * @param variables of all functions, beside those that say where these services are; undefined takes one away
 */
export async function serveDeployment(
  gateway: RadosGatewayAddress,
  bundles: Readonly<Record<HandlerName, Pick<HandlerBundle, 'folder' | 'handler'>>>,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<ServedDeployment> {
  const bucket = `deployed-${randomUUID()}`;
  const parts = { clock: systemClock, random: systemRandom };
  const store = await openTestBucket(gateway, { bucket, ...parts });
  await store.put(DEPLOYMENT_KEY, encodeDeployment({ origin: ORIGIN, keyValueStore: ARN, region: 'us-east-1' }));
  const s3 = await startS3(gateway);
  const keyValueService = await serveKeyValues({ accessKeyId: gateway.accessKeyId });
  const environment = {
    HOLT_BUCKET: bucket,
    HOLT_ORIGIN_SECRET: `${SECRETS.origin},${SECRETS.formerOrigin}`,
    AWS_ACCESS_KEY_ID: gateway.accessKeyId,
    AWS_SECRET_ACCESS_KEY: gateway.secretAccessKey,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: keyValueService.endpoint,
    ...variables,
  };
  const ends: (() => Promise<void> | void)[] = [s3.close, keyValueService.close];

  return {
    async start(name) {
      const { folder, remove } = copyReadOnly(bundles[name].folder);
      ends.unshift(remove);
      const running = await startFunction({ folder, handler: bundles[name].handler, environment, preloads: [PRELOAD] });
      ends.unshift(running.stop);
      return running;
    },
    store,
    keyValues: openMirroredKeyValueStore({
      store,
      key: KEY_VALUES_KEY,
      mirror: async () => openCloudFrontKeyValueStore({ arn: ARN, client: keyValueService.makeClient(), ...parts }),
      random: systemRandom,
    }),
    s3,
    keyValueService,
    async close() {
      for (const end of ends) await end();
    },
  };
}
