import { Attempts } from './attempts.ts';
import { checkObjectKey, isObjectKey } from './check-object-key.ts';
import type { Clock } from './clock.ts';
import { StorageError } from './errors.ts';
import { readListLimit } from './list-page.ts';
import type { ObjectStore, PutOptions } from './object-store.ts';
import { readPutHeaders } from './put-headers.ts';
import type { Random } from './random.ts';
import type { S3ConnectionOptions } from './s3/find-bucket.ts';
import { listObjects } from './s3/list-objects.ts';
import { quote, readInfo, unquote } from './s3/read-answer.ts';
import { readText } from './s3/read-xml.ts';
import { type S3Call, S3Connection } from './s3/s3-connection.ts';
import { asStorageError, isMissingObject, isNotFound, type S3Request } from './s3/s3-error.ts';

export interface S3ObjectStoreOptions extends S3ConnectionOptions {
  bucket: string;
  /** A folder of the bucket, without `/` at its ends, that holds all objects; default: the whole bucket. */
  prefix?: string | undefined;
  /** Instead of `region`, `endpoint` and `credentials`: a connection to that bucket. */
  connection?: S3Connection | undefined;
  /** Bounds requests and the time between attempts; it must run in step with the network's, as {@link systemClock} does. */
  clock: Clock;
  /** Spreads attempts in time. */
  random: Random;
  /** For one attempt, with its body. Default 30,000. */
  requestTimeoutMs?: number;
  /** For all attempts and the time between them. Default 60,000. */
  totalTimeoutMs?: number;
}

/** An {@link ObjectStore} in a bucket. */
export interface S3ObjectStore extends ObjectStore {
  /** What to know about how the bucket is set up, in whole sentences; used by `checkObjectStore`. */
  findWarnings(): Promise<string[]>;
}

const MAX_KEY_BYTES = 1024;

/**
 * An {@link ObjectStore} in a bucket of Amazon S3, or of a server that honours `If-Match` and `If-None-Match` as it does;
 * `checkObjectStore` proves that. Opening sends nothing.
 *
 * A put or delete with a condition is sent once only: sent again, it could be refused because of its own first success. Everything else is
 * tried up to 4 times while there is no answer or another write is in flight.
 *
 * @throws {TypeError} for an empty bucket, an illegal prefix, or a connection given together with what it is made of
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function openS3ObjectStore(options: S3ObjectStoreOptions): S3ObjectStore {
  const { bucket, prefix = '', clock, random, requestTimeoutMs = 30_000, totalTimeoutMs = 60_000 } = options;
  checkOptions(options);
  const root = prefix === '' ? '' : `${prefix}/`;
  const connection = options.connection ?? connect(options);
  const attempts = new Attempts({ clock, random, requestTimeoutMs, totalTimeoutMs });
  let bucketExists = false;

  function pathOf(key: string): string {
    checkObjectKey(key);
    const path = `${root}${key}`;
    if (Buffer.byteLength(path) > MAX_KEY_BYTES) {
      const message = `With the prefix ${prefix} the key ${key} is longer than ${MAX_KEY_BYTES} bytes: shorten either.`;
      throw new StorageError('invalid-key', key, message);
    }
    return path;
  }

  async function request<T>(
    about: Pick<S3Request, 'operation' | 'key' | 'path'>,
    condition: PutOptions,
    attempt: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const hasIfMatch = condition.ifMatch !== undefined;
    const toStorageError = (error: unknown) => asStorageError(error, { ...about, bucket, hasIfMatch });
    const isConditional = hasIfMatch || condition.ifNoneMatch !== undefined;
    const result = await attempts[isConditional ? 'once' : 'retrying'](attempt, toStorageError);
    bucketExists = true;
    return result;
  }

  /** The answer to a HEAD has no body that could tell a missing object from a missing bucket. */
  async function checkBucket(signal: AbortSignal): Promise<void> {
    if (bucketExists) return;
    try {
      await connection.send({ method: 'HEAD' }, signal);
    } catch (error) {
      throw isNotFound(error) ? Object.assign(new Error('none'), { name: 'NoSuchBucket' }) : error;
    }
  }

  return {
    async get(key) {
      const path = pathOf(key);
      return await request({ operation: 'get', key, path }, {}, async (signal) => {
        const answer = await unless(isMissingObject, connection.send({ method: 'GET', key: path }, signal));
        if (answer === undefined) return undefined;
        const body = new Uint8Array(answer.body);
        // A proxy may have dropped the length of what it sends in chunks.
        return { ...readInfo(key, answer), sizeBytes: body.length, body };
      });
    },

    async head(key) {
      const path = pathOf(key);
      return await request({ operation: 'head', key, path }, {}, async (signal) => {
        const answer = await unless(isNotFound, connection.send({ method: 'HEAD', key: path }, signal));
        if (answer !== undefined) return readInfo(key, answer);
        await checkBucket(signal);
        return undefined;
      });
    },

    async put(key, body, options = {}) {
      const path = pathOf(key);
      const call: S3Call = {
        method: 'PUT',
        key: path,
        headers: headersOf(key, options),
        body: typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body),
      };
      return await request({ operation: 'put', key, path }, options, async (signal) => {
        const { headers } = await connection.send(call, signal);
        return { etag: unquote(headers.etag) };
      });
    },

    async delete(key, options = {}) {
      const path = pathOf(key);
      const { ifMatch } = options;
      const call: S3Call = { method: 'DELETE', key: path, headers: conditionOf(options) };
      await request({ operation: 'delete', key, path }, options, async (signal) => {
        const sent = connection.send(call, signal);
        await (ifMatch === undefined ? unless(isMissingObject, sent) : sent);
      });
    },

    async list(options) {
      const page = { ...options, root, limit: readListLimit(options) };
      const about = { operation: 'list', key: '', path: `${root}${options.prefix}` } as const;
      return await request(about, {}, (signal) =>
        listObjects((query) => connection.send({ method: 'GET', query }, signal), page),
      );
    },

    async findWarnings() {
      const about = { operation: 'get', key: '', path: '' } as const;
      try {
        const { body } = await request(about, {}, (signal) =>
          connection.send({ method: 'GET', query: { versioning: '' } }, signal),
        );
        if (readText(body.toString(), 'Status') === 'Enabled') return [];
        const advice = 'turn versioning on, so that what is lost by mistake can be brought back';
        return [`The bucket ${bucket} keeps no old versions of its objects: ${advice}.`];
      } catch (error) {
        if (!(error instanceof StorageError && error.code === 'unusable')) throw error;
        return [`Whether the bucket ${bucket} keeps old versions can't be seen: grant s3:GetBucketVersioning.`];
      }
    },
  };
}

function connect({ bucket, region, endpoint, credentials }: S3ObjectStoreOptions): S3Connection {
  return new S3Connection(bucket, { region, endpoint, credentials });
}

/** What is sent with a put. @throws TypeError, StorageError as {@link readPutHeaders} */
function headersOf(key: string, options: PutOptions): Record<string, string> {
  const { contentType, cacheControl, metadata } = readPutHeaders(key, options);
  return {
    'content-type': contentType,
    ...(cacheControl === undefined ? {} : { 'cache-control': cacheControl }),
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    ...conditionOf(options),
  };
}

function conditionOf({ ifMatch, ifNoneMatch }: PutOptions): Record<string, string> {
  return {
    ...(ifMatch === undefined ? {} : { 'if-match': quote(ifMatch) }),
    ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }),
  };
}

async function unless<T>(isExpected: (error: unknown) => boolean, sent: Promise<T>): Promise<T | undefined> {
  try {
    return await sent;
  } catch (error) {
    if (isExpected(error)) return undefined;
    throw error;
  }
}

function checkOptions({ bucket, prefix = '', connection, region, endpoint, credentials }: S3ObjectStoreOptions): void {
  if (bucket === '') throw new TypeError('bucket is empty: name the bucket that holds the objects.');
  if (prefix !== '' && !isObjectKey(prefix)) {
    throw new TypeError(
      `prefix ${JSON.stringify(prefix)} must be segments parted by single \`/\`, with none at its ends.`,
    );
  }
  if (connection !== undefined && [region, endpoint, credentials].some((option) => option !== undefined)) {
    throw new TypeError('Give either a connection or region, endpoint and credentials, not both.');
  }
}
