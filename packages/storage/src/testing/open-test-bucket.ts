import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '../clock.ts';
import { openS3ObjectStore, type S3ObjectStore } from '../open-s3-object-store.ts';
import type { Random } from '../random.ts';
import type { S3Connection } from '../s3/s3-connection.ts';
import { EvenedConnection } from './even-out-rados-gateway.ts';
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
  await makeRadosClient(address).send(new CreateBucketCommand({ Bucket: options.bucket }));
  return openS3ObjectStore({ ...options, connection: connectTo(address, options.bucket) });
}

/** A connection for which radosgw behaves as Amazon S3. */
export function connectTo(address: RadosGatewayAddress, bucket: string): S3Connection {
  const { endpoint, accessKeyId, secretAccessKey } = address;
  return new EvenedConnection(bucket, { endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } });
}

/** The SDK's own client, for what a store does not do. */
export function makeRadosClient({ endpoint, accessKeyId, secretAccessKey }: RadosGatewayAddress): S3Client {
  return new S3Client({
    region: 'us-east-1',
    endpoint,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey },
  });
}
