import { StorageError, type StorageErrorCode } from '../errors.ts';
import { isSettledRefusal, joinWords, RENEW } from '../sdk-error.ts';
import { S3Refusal } from './s3-refusal.ts';

export type S3Operation = 'get' | 'head' | 'put' | 'delete' | 'list';

/** What was asked for, to be named when it fails. */
export interface S3Request {
  operation: S3Operation;
  bucket: string;
  /** As the caller of the store knows it; empty for a listing. */
  key: string;
  /** Where in the bucket that is: the key with the store's prefix, or the prefix of the listing. */
  path: string;
  /** Whether it replaces or deletes one version only. */
  hasIfMatch: boolean;
}

const RIGHTS: Readonly<Record<S3Operation, string>> = {
  get: 's3:GetObject, and s3:ListBucket on the bucket (without it a missing object looks like a forbidden one)',
  head: 's3:GetObject, and s3:ListBucket on the bucket (without it a missing object looks like a forbidden one)',
  put: 's3:PutObject',
  delete: 's3:DeleteObject',
  list: 's3:ListBucket',
};

/** Refusals that another attempt would only meet again, by S3's code (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
const REMEDIES: Readonly<Record<string, string>> = {
  NoSuchBucket: "the bucket doesn't exist: make it, or name another",
  InvalidBucketName: "the bucket's name isn't a legal one: name another",
  InvalidAccessKeyId: `the access key isn't known there: ${RENEW}`,
  SignatureDoesNotMatch: 'the secret key is not the one that belongs to the access key: set AWS_SECRET_ACCESS_KEY anew',
  ExpiredToken: `the credentials have expired: ${RENEW}`,
  InvalidToken: `the session token isn't valid: ${RENEW}`,
  TokenRefreshRequired: `the session token has to be refreshed: ${RENEW}`,
  CredentialsProviderError: `no credentials were found, or they can't be used: ${RENEW}`,
  RequestTimeTooSkewed: "this machine's clock is more than 15 minutes wrong: set it",
  NotImplemented: 'this server lacks what the request needs: use Amazon S3, or a server that takes conditional writes',
};

/** Told as the client's mistakes, these are the network's: what was sent did not arrive as it was, or in time. */
const TRANSIENT = new Set(['RequestTimeout', 'IncompleteBody', 'BadDigest', 'XAmzContentChecksumMismatch']);
const REGION_ERRORS = new Set(['PermanentRedirect', 'TemporaryRedirect', 'AuthorizationHeaderMalformed', 'Redirect']);

/** Whether S3 says that there is no such object: by name, for any web server says 404. */
export function isMissingObject(error: unknown): boolean {
  return error instanceof S3Refusal && error.name === 'NoSuchKey';
}

/** Whether the answer to a HEAD is 404. It has no body to tell whether object or bucket is missing. */
export function isNotFound(error: unknown): boolean {
  return error instanceof S3Refusal && error.status === 404;
}

/** Turns whatever a request to S3 failed with into a {@link StorageError} that names bucket, key and remedy. */
export function asStorageError(cause: unknown, request: S3Request): StorageError {
  if (cause instanceof StorageError) return cause;
  const [code, problem] = describe(cause instanceof Error ? cause : new Error(String(cause)), request);
  const { operation, bucket, path } = request;
  const message = `Can't ${operation} s3://${bucket}/${path}: ${problem}.`;
  return new StorageError(code, request.key, message, { cause });
}

function describe(
  error: NodeJS.ErrnoException | S3Refusal,
  request: S3Request,
): [code: StorageErrorCode, problem: string] {
  const { name, message } = error;
  const [status, code] = error instanceof S3Refusal ? [error.status] : [undefined, error.code];
  if (status === 412) return ['precondition-failed', 'the object has changed meanwhile: read it again'];
  if (name === 'NoSuchKey' && request.hasIfMatch) {
    return ['precondition-failed', "the object doesn't exist: read it again"];
  }
  if (status === 409) return ['conflict', 'another write to it is in flight: try again'];
  if (isOfRegion(error)) return ['unusable', describeRegion(error)];
  const remedy = REMEDIES[name];
  if (remedy !== undefined) return ['unusable', remedy];
  if (message === 'Region is missing') return ['unusable', 'no region is known: set AWS_REGION'];
  if (status === 403) return ['unusable', describeRights(request)];
  if (name === 'EntityTooLarge' || name === 'MetadataTooLarge') return ['too-large', 'it is larger than S3 takes'];
  const said = joinWords(status, name, code, message);
  if (isSettledRefusal(status) && !TRANSIENT.has(name)) {
    return ['unusable', `the server refuses it (${said}): check bucket, prefix and endpoint`];
  }
  // Also when the answer can't be understood: what it was about may have happened.
  return ['unavailable', `no good answer (${said}): try again`];
}

/** S3 tells of a bucket elsewhere by a redirect, or by a 400, to a HEAD without any word but the bucket's region. */
function isOfRegion(error: Error): error is S3Refusal {
  if (!(error instanceof S3Refusal)) return false;
  const { name, status } = error;
  return (
    REGION_ERRORS.has(name) || status === 301 || status === 307 || (status === 400 && regionOf(error) !== undefined)
  );
}

function regionOf({ headers }: S3Refusal): string | undefined {
  return headers['x-amz-bucket-region']?.toString();
}

function describeRegion(error: S3Refusal): string {
  const region = regionOf(error);
  return region === undefined
    ? "the bucket is in another region: set AWS_REGION to the bucket's"
    : `the bucket is in the region ${region}: set AWS_REGION=${region}`;
}

function describeRights({ operation, bucket, path, key }: S3Request): string {
  const prefix = path.slice(0, path.length - key.length);
  const resource = operation === 'list' ? bucket : `${bucket}/${prefix}*`;
  return `access is denied: grant these credentials ${RIGHTS[operation]} (resource arn:aws:s3:::${resource})`;
}
