// The client signs for all regions at once (SigV4A), and finds the signer only once this has been imported.
import '@aws-sdk/signature-v4a';
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';

/** Who asks; when left out, it comes from the environment (`AWS_ACCESS_KEY_ID`, `~/.aws`, the Lambda's role). */
export interface KeyValueCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** The service has none, but the client asks for one. */
const ANY_REGION = 'us-east-1';
const CONNECTION_TIMEOUT_MS = 5_000;

/** Makes a client that sends each request once. */
export function makeKeyValueClient(credentials: KeyValueCredentials | undefined): CloudFrontKeyValueStoreClient {
  return new CloudFrontKeyValueStoreClient({
    maxAttempts: 1,
    region: ANY_REGION,
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS },
    ...(credentials === undefined ? {} : { credentials }),
  });
}
