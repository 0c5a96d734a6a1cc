import type { KeyValueStore } from '../key-value-store.ts';
import type { ManualClock } from '../manual-clock.ts';
import {
  type CloudFrontKeyValueStoreOptions,
  openCloudFrontKeyValueStore,
} from '../open-cloudfront-key-value-store.ts';
import { seededRandom } from '../seeded-random.ts';
import { impatientClock } from './impatient-clock.ts';
import { ARN, type KeyValueService, startKeyValueService } from './key-value-service.ts';

export interface KeyValueScene {
  service: KeyValueService;
  store: KeyValueStore;
  clock: ManualClock;
  delaysMs: number[];
  /** How many updates were sent. */
  sendings(): number;
}

/** A store in CloudFront's stead, and a clock that stands still but for the pauses between attempts. */
export async function openKeyValueScene(
  serviceOptions: Parameters<typeof startKeyValueService>[0] = {},
  options: Partial<CloudFrontKeyValueStoreOptions> = {},
): Promise<KeyValueScene> {
  const service = await startKeyValueService(serviceOptions);
  return { service, sendings: () => countUpdates(service), ...openAnother(service, 1, options) };
}

/** The same store as another process has it. */
export function openAnother(
  service: KeyValueService,
  seed: number,
  options: Partial<CloudFrontKeyValueStoreOptions> = {},
): Pick<KeyValueScene, 'store' | 'clock' | 'delaysMs'> {
  const { clock, delaysMs } = impatientClock();
  const client = service.makeClient();
  const random = seededRandom(seed);
  return { clock, delaysMs, store: openCloudFrontKeyValueStore({ arn: ARN, client, clock, random, ...options }) };
}

function countUpdates(service: KeyValueService): number {
  return service.operations().filter((operation) => operation === 'UpdateKeys').length;
}
