import { KEY_VALUES_KEY } from '@holt/edge';
import { type Deployment, readDeployment } from '@holt/lambda/deployment';
import {
  type KeyValueStore,
  type MirroredKeyValueStore,
  type ObjectStore,
  openKeyValueStore,
  openMirroredKeyValueStore,
  StorageError,
  systemClock,
  systemRandom,
} from '@holt/storage';
import { CommandError } from './errors.ts';

/** The key values of a bucket: an object of it, and where a stage was deployed on it, the same in the store that its edge reads. */
export type BucketKeyValues = { keyValues: KeyValueStore } | DeployedKeyValues;

export interface DeployedKeyValues {
  keyValues: MirroredKeyValueStore;
  deployment: Deployment;
  /** Opens what the edge reads. Each request there costs a thousandth of a dollar. */
  openEdge(): Promise<KeyValueStore>;
}

/** @throws CommandError for a record of the deployment that can't be read; StorageError */
export async function openBucketKeyValues(store: ObjectStore): Promise<BucketKeyValues> {
  const deployment = await readRecord(store);
  const key = KEY_VALUES_KEY;
  if (deployment === undefined) return { keyValues: openKeyValueStore({ store, key }) };
  const openEdge = () => openEdgeKeyValues(deployment);
  return {
    keyValues: openMirroredKeyValueStore({ store, key, mirror: openEdge, random: systemRandom }),
    deployment,
    openEdge,
  };
}

async function readRecord(store: ObjectStore): Promise<Deployment | undefined> {
  try {
    return await readDeployment(store);
  } catch (cause) {
    if (cause instanceof StorageError && cause.code !== 'damaged') throw cause;
    throw new CommandError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function openEdgeKeyValues(deployment: Deployment): Promise<KeyValueStore> {
  // It is another client to be loaded, which nobody should wait for who changes nothing at the edge.
  const { openCloudFrontKeyValueStore } = await import('@holt/storage/cloudfront');
  const arn = deployment.keyValueStore;
  return namingSite(openCloudFrontKeyValueStore({ arn, clock: systemClock, random: systemRandom }), deployment);
}

/** Its failures say whose store it is. */
function namingSite(keyValues: KeyValueStore, { origin }: Deployment): KeyValueStore {
  const naming = async <T>(request: Promise<T>): Promise<T> => {
    try {
      return await request;
    } catch (cause) {
      if (!(cause instanceof StorageError && (cause.code === 'unavailable' || cause.code === 'unusable'))) throw cause;
      const what = cause.code === 'unavailable' ? "can't be reached" : "can't be used";
      const message = `The key-value store that the edge of ${origin} reads ${what}. ${cause.message}`;
      throw new StorageError(cause.code, cause.key, message, { cause });
    }
  };
  return {
    get: (key) => naming(keyValues.get(key)),
    entries: () => naming(keyValues.entries()),
    etag: () => naming(keyValues.etag()),
    update: (change, options) => naming(keyValues.update(change, options)),
  };
}
