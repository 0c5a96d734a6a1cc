import { KEY_VALUES_KEY } from '@holt/edge';
import {
  type Clock,
  type MirroredKeyValueStore,
  type ObjectStore,
  openMirroredKeyValueStore,
  type Random,
} from '@holt/storage';
import { DEPLOYMENT_KEY, type DeployedSite, encodeDeployment, readDeployment, siteRecordOf } from '../deployment.ts';
import { DeploymentError } from '../errors.ts';

/** Less than any function may take, so that each can still say what became of its work. */
const EDGE_TIMEOUT_MS = 15_000;

export interface Deployed {
  site: DeployedSite;
  keyValues: MirroredKeyValueStore;
  /** Whether the bucket still says the same: one request. @throws DeploymentError, StorageError */
  isCurrent: () => Promise<boolean>;
}

/**
 * What a handler must know before it can answer: one object of the bucket says it, as the distribution's address and the function's
 * environment can't both be made before the other.
 *
 * @throws DeploymentError `record-missing`, `record-garbled`; StorageError
 */
export async function openDeployed({
  store,
  clock,
  random,
}: {
  store: ObjectStore;
  clock: Clock;
  random: Random;
}): Promise<Deployed> {
  const deployment = await readDeployment(store);
  if (deployment === undefined) {
    throw new DeploymentError('record-missing', `The bucket has no ${DEPLOYMENT_KEY}: the deployment has not ended.`);
  }
  const keyValues = openMirroredKeyValueStore({
    store,
    key: KEY_VALUES_KEY,
    random,
    async mirror() {
      // Who only reads needs neither the client nor its signer for all regions.
      const { openCloudFrontKeyValueStore } = await import('@holt/storage/cloudfront');
      return openCloudFrontKeyValueStore({
        arn: deployment.keyValueStore,
        clock,
        random,
        totalTimeoutMs: EDGE_TIMEOUT_MS,
      });
    },
  });
  const isCurrent = async () => {
    const now = await readDeployment(store);
    return now !== undefined && encodeDeployment(now) === encodeDeployment(deployment);
  };
  return { site: siteRecordOf(deployment), keyValues, isCurrent };
}
