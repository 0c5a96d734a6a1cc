import { StorageError, type StorageErrorCode } from '../errors.ts';
import { isSettledRefusal, joinWords, RENEW, type SdkError } from '../sdk-error.ts';

export type KeyValueOperation = 'DescribeKeyValueStore' | 'GetKey' | 'ListKeys' | 'UpdateKeys';

/** What was asked for, to be named when it fails. */
export interface KeyValueRequest {
  operation: KeyValueOperation;
  arn: string;
  /** Empty for what is about the whole store. */
  key: string;
}

/** Refusals that another attempt would only meet again, by their code. */
const REMEDIES: Readonly<Record<string, string>> = {
  ResourceNotFoundException: "the key-value store doesn't exist: check its ARN",
  UnrecognizedClientException: `the access key isn't known there: ${RENEW}`,
  InvalidClientTokenId: `the access key isn't known there: ${RENEW}`,
  InvalidSignatureException: "the secret key is not the access key's, or this machine's clock is wrong: check both",
  SignatureDoesNotMatch: "the secret key is not the access key's, or this machine's clock is wrong: check both",
  ExpiredTokenException: `the credentials have expired: ${RENEW}`,
  ExpiredToken: `the credentials have expired: ${RENEW}`,
  CredentialsProviderError: `no credentials were found, or they can't be used: ${RENEW}`,
};
const THROTTLED = new Set(['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded']);

/** Whether the service says that there is no such store or key: by name, for any web server says 404. */
export function isNotFound(error: unknown): boolean {
  return sdkErrorOf(error).name === 'ResourceNotFoundException';
}

/** Whether a request was turned away before anything was done. */
export function isThrottled(error: unknown): boolean {
  const { name = '', $metadata } = sdkErrorOf(error);
  return THROTTLED.has(name) || $metadata?.httpStatusCode === 429;
}

/** Whether the service finds fault with what was sent. How it tells that an ETag is no longer the store's, it does not document. */
export function isRefusedInput(error: unknown): boolean {
  return sdkErrorOf(error).name === 'ValidationException';
}

function sdkErrorOf(error: unknown): SdkError {
  return ((error instanceof StorageError ? error.cause : error) ?? {}) as SdkError;
}

/** Turns whatever a request failed with into a {@link StorageError} that names store and remedy. What the service says is not repeated: it may quote a value. */
export function asStorageError(cause: unknown, { operation, arn, key }: KeyValueRequest): StorageError {
  if (cause instanceof StorageError) return cause;
  const [code, problem] = describe((cause ?? {}) as SdkError, operation, arn);
  return new StorageError(code, key, `${operation} of ${arn} failed: ${problem}.`, { cause });
}

function describe(error: SdkError, operation: string, arn: string): [code: StorageErrorCode, problem: string] {
  const { name = '', $metadata } = error;
  const status = $metadata?.httpStatusCode;
  const remedy = REMEDIES[name];
  if (remedy !== undefined) return ['unusable', remedy];
  if (status === 409 || status === 412) {
    return ['conflict', "another update came first, or the store isn't ready: try again"];
  }
  if (status === 402) return ['too-large', 'the store is full: delete entries first'];
  if (status === 403) {
    const right = `cloudfront-keyvaluestore:${operation} (resource ${arn})`;
    return ['unusable', `access is denied: grant these credentials ${right}`];
  }
  // Only what is told without an answer comes from this machine, and can't quote a value.
  const said = joinWords(status, name, error.code, status === undefined ? error.message : '');
  if (isSettledRefusal(status) && !isThrottled(error)) return ['unusable', `the service refuses it (${said})`];
  // Also when the answer can't be understood: what it was about may have happened.
  return ['unavailable', `no good answer (${said}): try again`];
}
