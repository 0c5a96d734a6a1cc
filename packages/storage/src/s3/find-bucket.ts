/** How to reach a bucket; what is left out comes from the environment (`AWS_REGION`, `AWS_ACCESS_KEY_ID`, `~/.aws`, the Lambda's role). */
export interface S3ConnectionOptions {
  region?: string | undefined;
  /** Of a server other than Amazon's, such as `http://127.0.0.1:9000`; the bucket's name goes into the path then. */
  endpoint?: string | undefined;
  credentials?: Credentials | undefined;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Where the requests about a bucket go, and how they are signed. */
export interface BucketAddress {
  origin: URL;
  /** Ends in `/`; an object's key follows. */
  path: string;
  /** As signatures name them. */
  service: string;
  region: string;
  /** Those of now: some expire. */
  credentials: () => Promise<Credentials> | Credentials;
}

/** Regions whose hosts end in `amazonaws.com`: https://docs.aws.amazon.com/general/latest/gr/s3.html */
const COMMON_REGION = /^(?!cn-|us-iso|eu-iso|eusc-)[a-z]{2,}(?:-[a-z]+)+-\d+$/;
/** A host name of one label, for which Amazon's certificates are good. */
const LABEL = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** Of the environment, what the SDK alone knows how to heed. */
const SPECIAL = [
  'AWS_PROFILE',
  'AWS_ENDPOINT_URL',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_USE_FIPS_ENDPOINT',
];

/**
 * Finds a bucket as the AWS SDK would. A function of Lambda has all that takes in its environment; everywhere else the SDK itself is asked, as it knows of
 * profiles, of sign-in and of the hosts of every region.
 *
 * @throws the SDK's errors, such as `CredentialsProviderError`, when something is missing
 */
export async function findBucket(bucket: string, options: S3ConnectionOptions): Promise<BucketAddress> {
  const isAllOpen = Object.values(options).every((value) => value === undefined);
  const found = isAllOpen ? findInLambda(bucket, process.env) : undefined;
  if (found !== undefined) return found;
  const { askSdk } = await import('./ask-sdk.ts');
  return await askSdk(bucket, options);
}

/** @returns undefined where there is more to heed */
function findInLambda(bucket: string, environment: NodeJS.ProcessEnv): BucketAddress | undefined {
  const { AWS_LAMBDA_RUNTIME_API, AWS_REGION: region = '', AWS_ENDPOINT_URL_S3: endpoint } = environment;
  if (AWS_LAMBDA_RUNTIME_API === undefined || SPECIAL.some((name) => environment[name] !== undefined)) return undefined;
  const credentials = readKeys(environment);
  if (credentials === undefined || !COMMON_REGION.test(region) || !LABEL.test(bucket)) return undefined;
  const found = { service: 's3', region, credentials: () => credentials };
  if (endpoint === undefined)
    return { ...found, origin: new URL(`https://${bucket}.s3.${region}.amazonaws.com`), path: '/' };
  const origin = URL.parse(endpoint);
  return origin?.pathname === '/' ? { ...found, origin, path: `/${bucket}/` } : undefined;
}

function readKeys(environment: NodeJS.ProcessEnv): Credentials | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN: sessionToken } = environment;
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) return undefined;
  const keys = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return sessionToken === undefined ? keys : { ...keys, sessionToken };
}
