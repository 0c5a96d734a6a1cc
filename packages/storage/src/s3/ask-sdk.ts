import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { BucketAddress, S3ConnectionOptions } from './find-bucket.ts';

/** What the SDK hands to whatever sends its requests, as far as it is read here. */
interface SdkRequest {
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  headers: Record<string, string>;
}

/** Other servers seldom care for the region, but every signature names one. */
const ANY_REGION = 'us-east-1';
/** `{key}/{date}/{region}/{service}/aws4_request` */
const SCOPE = /Credential=[^,]+\/\d{8}\/([^/,]+)\/([^/,]+)\/aws4_request/;

/**
 * Has the SDK make a request about the bucket, which is not sent: it tells where requests go and how they are signed.
 *
 * @throws the SDK's errors, such as `CredentialsProviderError`
 */
export async function askSdk(bucket: string, options: S3ConnectionOptions): Promise<BucketAddress> {
  const { region, endpoint, credentials } = options;
  let made: SdkRequest | undefined;
  const client = new S3Client({
    maxAttempts: 1,
    requestHandler: {
      async handle(request: SdkRequest) {
        made = request;
        return { response: { statusCode: 200, headers: {} } };
      },
    } as never,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true, region: region ?? findRegion }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  await client.send(new HeadBucketCommand({ Bucket: bucket }));
  const [, signedRegion, service] = SCOPE.exec(made?.headers.authorization ?? '') ?? [];
  if (made === undefined || signedRegion === undefined || service === undefined) {
    throw new Error(`the AWS SDK doesn't sign requests to the bucket ${bucket} with Signature Version 4`);
  }
  const { protocol, hostname, port, path } = made;
  return {
    origin: new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`),
    path: path.endsWith('/') ? path : `${path}/`,
    service,
    region: signedRegion,
    credentials: () => client.config.credentials(),
  };
}

/** What the environment or `~/.aws` says, as for a client that is told no region. */
async function findRegion(): Promise<string> {
  return await new S3Client({}).config.region().catch(() => ANY_REGION);
}
