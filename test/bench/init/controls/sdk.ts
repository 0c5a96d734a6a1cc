import { systemClock, systemRandom } from '@holt/storage';
import { openCloudFrontKeyValueStore } from '@holt/storage/cloudfront';

const arn = 'arn:aws:cloudfront::123456789012:key-value-store/3f1c1c3e-8b0e-4d6a-9a51-0c5f7f1d2e11';
const keyValues = openCloudFrontKeyValueStore({ arn, clock: systemClock, random: systemRandom });

/** What Holt takes of the AWS SDK: the client of the key-value store, with its signer. */
export const handler = async (): Promise<unknown> => keyValues;
