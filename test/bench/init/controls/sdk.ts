import { systemClock, systemRandom } from '@holt/storage';
import { openCloudFrontKeyValueStore } from '@holt/storage/cloudfront';
import { bareS3Handler } from '../../../../packages/storage/src/testing/bare-s3-handler.ts';

const arn = 'arn:aws:cloudfront::123456789012:key-value-store/3f1c1c3e-8b0e-4d6a-9a51-0c5f7f1d2e11';
const keyValues = openCloudFrontKeyValueStore({ arn, clock: systemClock, random: systemRandom });

/** The SDK's two clients, with the signer that the second needs. */
export const handler = async (): Promise<unknown[]> => [await bareS3Handler(), keyValues];
