import { S3Client } from '@aws-sdk/client-s3';

/** How to reach a bucket; what is left out comes from the environment (`AWS_REGION`, `AWS_ACCESS_KEY_ID`, `~/.aws`, the Lambda's role). */
export interface S3ConnectionOptions {
  region?: string | undefined;
  /** Of a server other than Amazon's, such as `http://127.0.0.1:9000`; the bucket's name goes into the path then. */
  endpoint?: string | undefined;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | undefined;
}

/** Other servers seldom care for the region, but every signature names one. */
const ANY_REGION = 'us-east-1';
const CONNECTION_TIMEOUT_MS = 5_000;

/** Makes a client that sends each request once. */
export function makeS3Client({ region, endpoint, credentials }: S3ConnectionOptions): S3Client {
  return new S3Client({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS },
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true, region: region ?? findRegion }),
    ...(credentials === undefined ? {} : { credentials }),
  });
}

/** What the environment or `~/.aws` says, as for a client that is told no region. */
async function findRegion(): Promise<string> {
  return await new S3Client({}).config.region().catch(() => ANY_REGION);
}
