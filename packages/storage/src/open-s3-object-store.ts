import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Attempts } from './attempts.ts';
import { checkObjectKey, isObjectKey } from './check-object-key.ts';
import { checkSendsOnce } from './check-sends-once.ts';
import type { Clock } from './clock.ts';
import { StorageError } from './errors.ts';
import { readListLimit } from './list-page.ts';
import type { ObjectStore, PutOptions } from './object-store.ts';
import { readPutHeaders } from './put-headers.ts';
import type { Random } from './random.ts';
import { listObjects } from './s3/list-objects.ts';
import { quote, readInfo, unquote } from './s3/read-output.ts';
import { makeS3Client, type S3ConnectionOptions } from './s3/s3-client.ts';
import { asStorageError, isMissingObject, isNotFound, type S3Request } from './s3/s3-error.ts';

export interface S3ObjectStoreOptions extends S3ConnectionOptions {
  bucket: string;
  /** A folder of the bucket, without `/` at its ends, that holds all objects; default: the whole bucket. */
  prefix?: string | undefined;
  /** Instead of `region`, `endpoint` and `credentials`: a client with `maxAttempts: 1`. */
  client?: S3Client;
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
 * @throws {TypeError} for an empty bucket, an illegal prefix, or a client given together with what it is made of
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function openS3ObjectStore(options: S3ObjectStoreOptions): S3ObjectStore {
  const { bucket, prefix = '', clock, random, requestTimeoutMs = 30_000, totalTimeoutMs = 60_000 } = options;
  checkOptions(options);
  const root = prefix === '' ? '' : `${prefix}/`;
  const client = options.client ?? makeS3Client(options);
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
    await checkSendsOnce('S3', client);
    const hasIfMatch = condition.ifMatch !== undefined;
    const toStorageError = (error: unknown) => asStorageError(error, { ...about, bucket, hasIfMatch });
    const isConditional = hasIfMatch || condition.ifNoneMatch !== undefined;
    const result = await attempts[isConditional ? 'once' : 'retrying'](attempt, toStorageError);
    bucketExists = true;
    return result;
  }

  /** The answer to a HEAD has no body that could tell a missing object from a missing bucket. */
  async function checkBucket(abortSignal: AbortSignal): Promise<void> {
    if (bucketExists) return;
    try {
      await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal });
    } catch (error) {
      throw isNotFound(error) ? Object.assign(new Error('none'), { name: 'NoSuchBucket' }) : error;
    }
  }

  return {
    async get(key) {
      const path = pathOf(key);
      return await request({ operation: 'get', key, path }, {}, async (abortSignal) => {
        const command = new GetObjectCommand({ Bucket: bucket, Key: path });
        const output = await unless(isMissingObject, client.send(command, { abortSignal }));
        if (output === undefined) return undefined;
        const body = new Uint8Array((await output.Body?.transformToByteArray()) ?? []);
        // A proxy may have dropped the length of what it sends in chunks.
        return { ...readInfo(key, output), sizeBytes: body.length, body };
      });
    },

    async head(key) {
      const path = pathOf(key);
      return await request({ operation: 'head', key, path }, {}, async (abortSignal) => {
        const command = new HeadObjectCommand({ Bucket: bucket, Key: path });
        const output = await unless(isNotFound, client.send(command, { abortSignal }));
        if (output !== undefined) return readInfo(key, output);
        await checkBucket(abortSignal);
        return undefined;
      });
    },

    async put(key, body, options = {}) {
      const path = pathOf(key);
      const { contentType, cacheControl, metadata } = readPutHeaders(key, options);
      const { ifMatch, ifNoneMatch } = options;
      const input = {
        Bucket: bucket,
        Key: path,
        Body: typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body),
        ContentType: contentType,
        Metadata: metadata,
        ...(cacheControl === undefined ? {} : { CacheControl: cacheControl }),
        ...(ifMatch === undefined ? {} : { IfMatch: quote(ifMatch) }),
        ...(ifNoneMatch === undefined ? {} : { IfNoneMatch: ifNoneMatch }),
      };
      return await request({ operation: 'put', key, path }, options, async (abortSignal) => {
        const { ETag } = await client.send(new PutObjectCommand(input), { abortSignal });
        return { etag: unquote(ETag) };
      });
    },

    async delete(key, options = {}) {
      const path = pathOf(key);
      const { ifMatch } = options;
      const input = { Bucket: bucket, Key: path, ...(ifMatch === undefined ? {} : { IfMatch: quote(ifMatch) }) };
      await request({ operation: 'delete', key, path }, options, async (abortSignal) => {
        const sent = client.send(new DeleteObjectCommand(input), { abortSignal });
        await (ifMatch === undefined ? unless(isMissingObject, sent) : sent);
      });
    },

    async list(options) {
      const page = { ...options, bucket, root, limit: readListLimit(options) };
      const about = { operation: 'list', key: '', path: `${root}${options.prefix}` } as const;
      return await request(about, {}, (abortSignal) =>
        listObjects((command) => client.send(command, { abortSignal }), page),
      );
    },

    async findWarnings() {
      const about = { operation: 'get', key: '', path: '' } as const;
      try {
        const { Status } = await request(about, {}, (abortSignal) =>
          client.send(new GetBucketVersioningCommand({ Bucket: bucket }), { abortSignal }),
        );
        if (Status === 'Enabled') return [];
        const advice = 'turn versioning on, so that what is lost by mistake can be brought back';
        return [`The bucket ${bucket} keeps no old versions of its objects: ${advice}.`];
      } catch (error) {
        if (!(error instanceof StorageError && error.code === 'unusable')) throw error;
        return [`Whether the bucket ${bucket} keeps old versions can't be seen: grant s3:GetBucketVersioning.`];
      }
    },
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

function checkOptions({ bucket, prefix = '', client, region, endpoint, credentials }: S3ObjectStoreOptions): void {
  if (bucket === '') throw new TypeError('bucket is empty: name the bucket that holds the objects.');
  if (prefix !== '' && !isObjectKey(prefix)) {
    throw new TypeError(
      `prefix ${JSON.stringify(prefix)} must be segments parted by single \`/\`, with none at its ends.`,
    );
  }
  if (client !== undefined && [region, endpoint, credentials].some((option) => option !== undefined)) {
    throw new TypeError('Give either a client or region, endpoint and credentials, not both.');
  }
}
