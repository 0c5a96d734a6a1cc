import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '../clock.ts';
import { openS3ObjectStore, type S3ObjectStore } from '../open-s3-object-store.ts';
import type { Random } from '../random.ts';
import { evenOutRadosGateway } from './even-out-rados-gateway.ts';
import type { RadosGateway } from './rados-gateway.ts';

/** How to reach a gateway: what another process or thread needs of one. */
export type RadosGatewayAddress = Omit<RadosGateway, 'stop'>;

export interface TestBucketOptions {
  bucket: string;
  prefix?: string;
  clock: Clock;
  random: Random;
}

/** Makes a bucket on a gateway, unless it is there already, and a store in it that behaves as on Amazon's own servers. */
export async function openTestBucket(address: RadosGatewayAddress, options: TestBucketOptions): Promise<S3ObjectStore> {
  const client = makeRadosClient(address);
  await client.send(new CreateBucketCommand({ Bucket: options.bucket }));
  return openS3ObjectStore({ ...options, client });
}

/** Makes a client for which radosgw behaves as Amazon S3. */
export function makeRadosClient({ endpoint, accessKeyId, secretAccessKey }: RadosGatewayAddress): S3Client {
  const client = new S3Client({
    region: 'us-east-1',
    endpoint,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey },
  });
  evenOutRadosGateway(client);
  return client;
}
