import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askSdk } from './ask-sdk.ts';
import { findBucket } from './find-bucket.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
const LAMBDA = { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001', AWS_REGION: 'eu-north-1', ...KEYS };

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/dev/null');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});

afterEach(() => {
  vi.unstubAllEnvs();
});

function setEnvironment(environment: Record<string, string>): void {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}

async function told(finding: ReturnType<typeof findBucket>) {
  const { origin, credentials, ...others } = await finding;
  const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
  return { origin: origin.origin, ...others, keys: [accessKeyId, secretAccessKey, sessionToken] };
}

describe('a bucket', () => {
  it.each(['eu-north-1', 'us-east-1', 'us-gov-west-1', 'ap-southeast-3', 'me-central-1', 'mx-central-1'])(
    'is found in %s from a function of Lambda where the AWS SDK finds it',
    async (region) => {
      setEnvironment({ ...LAMBDA, AWS_REGION: region });
      const found = await told(findBucket('den-1', {}));
      expect(found).toEqual(await told(askSdk('den-1', {})));
      expect(found).toEqual({
        origin: `https://den-1.s3.${region}.amazonaws.com`,
        path: '/',
        service: 's3',
        region,
        keys: ['key', 'secret', 'token'],
      });
    },
  );

  it('is found at an endpoint of the environment, by its path', async () => {
    setEnvironment({ ...LAMBDA, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000' });
    const found = await told(findBucket('den', {}));
    expect(found).toMatchObject({ origin: 'http://127.0.0.1:9000', path: '/den/', region: 'eu-north-1' });
    expect(found).toEqual(await told(askSdk('den', {})));
  });

  it.each([
    [
      "below an endpoint's own path",
      { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000/s3' },
      'den',
      'http://127.0.0.1:9000',
      '/s3/den/',
    ],
    ['in China', { AWS_REGION: 'cn-north-1' }, 'den', 'https://den.s3.cn-north-1.amazonaws.com.cn', '/'],
    ['with dots in its name', {}, 'my.den', 'https://s3.eu-north-1.amazonaws.com', '/my.den/'],
    ['by FIPS', { AWS_USE_FIPS_ENDPOINT: 'true' }, 'den', 'https://den.s3-fips.eu-north-1.amazonaws.com', '/'],
    [
      'by IPv6',
      { AWS_USE_DUALSTACK_ENDPOINT: 'true' },
      'den',
      'https://den.s3.dualstack.eu-north-1.amazonaws.com',
      '/',
    ],
  ])('that is special is found as the SDK finds it: %s', async (_, environment, bucket, origin, path) => {
    setEnvironment({ ...LAMBDA, ...environment });
    expect(await told(findBucket(bucket, {}))).toMatchObject({ origin, path, service: 's3' });
  });

  it('is found by what the caller says, whatever the environment has', async () => {
    setEnvironment(LAMBDA);
    const credentials = { accessKeyId: 'other', secretAccessKey: 'hidden' };
    const options = { region: 'us-west-2', endpoint: 'https://s3.example.com:8443', credentials };
    expect(await told(findBucket('den', options))).toEqual({
      origin: 'https://s3.example.com:8443',
      path: '/den/',
      service: 's3',
      region: 'us-west-2',
      keys: ['other', 'hidden', undefined],
    });
  });

  it('is not found without credentials or region, with what the SDK says', async () => {
    await expect(findBucket('den', { region: 'eu-north-1' })).rejects.toMatchObject({
      name: 'CredentialsProviderError',
    });
    setEnvironment(KEYS);
    await expect(findBucket('den', {})).rejects.toThrow(/Region is missing/);
  });
});
