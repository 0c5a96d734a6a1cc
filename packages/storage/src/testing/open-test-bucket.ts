import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '../clock.ts';
import { openS3ObjectStore, type S3ObjectStore } from '../open-s3-object-store.ts';
import type { Random } from '../random.ts';
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

/** Makes a client that evens out where radosgw 16 differs from Amazon S3. */
export function makeRadosClient({ endpoint, accessKeyId, secretAccessKey }: RadosGatewayAddress): S3Client {
  const client = new S3Client({
    region: 'us-east-1',
    endpoint,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey },
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      const input = args.input as { IfMatch?: string };
      if (input.IfMatch === undefined) return await next(args);
      // It compares the header with the bare ETag.
      const unquoted = { ...input, IfMatch: input.IfMatch.replaceAll('"', '') };
      try {
        return await next({ ...args, input: unquoted as typeof args.input });
      } catch (error) {
        throw asLostRace(error);
      }
    },
    { step: 'initialize', name: 'evenOutRadosGateway' },
  );
  return client;
}

/** Whoever loses the race to replace a version is told of an unknown error, where Amazon S3 says that the condition failed. */
function asLostRace(error: unknown): unknown {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (name !== 'UnknownError' || $metadata?.httpStatusCode !== 500) return error;
  return Object.assign(new Error('lost a race'), { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
}
