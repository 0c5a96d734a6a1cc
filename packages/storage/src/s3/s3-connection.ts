import { createHash } from 'node:crypto';
import aws4 from 'aws4';
import { exchange, type HttpAnswer } from './exchange.ts';
import { type BucketAddress, findBucket, type S3ConnectionOptions } from './find-bucket.ts';
import { S3Refusal } from './s3-refusal.ts';

/** One request of S3's REST interface. */
export interface S3Call {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Of the object, not yet encoded; left out for requests about the bucket. */
  key?: string;
  query?: Readonly<Record<string, string>>;
  /** Names in lower case. */
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array;
}

const EMPTY = new Uint8Array();
/** What a path takes unencoded, but for those: signatures want them encoded too. */
const RESERVED = /[!'()*]/g;

/**
 * Sends requests about one bucket, each once, signed with Signature Version 4: what the AWS SDK's client does too, among much else that a process would load
 * before its first request.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export class S3Connection {
  readonly #bucket: string;
  readonly #options: S3ConnectionOptions;
  #found: Promise<BucketAddress> | undefined;

  constructor(bucket: string, options: S3ConnectionOptions = {}) {
    this.#bucket = bucket;
    this.#options = options;
  }

  /**
   * @returns an answer with a status below 300, read to its end
   * @throws {S3Refusal} for any other answer
   * @throws what the network fails with, or the search for credentials
   */
  async send({ method, key, query, headers = {}, body = EMPTY }: S3Call, signal: AbortSignal): Promise<HttpAnswer> {
    const { origin, path: root, service, region, credentials } = await this.#find();
    const digest = createHash('sha256').update(body).digest();
    const path = `${root}${key === undefined ? '' : encodeKey(key)}`;
    const signed = aws4.sign(
      {
        service,
        region,
        method,
        path: query === undefined ? path : `${path}?${new URLSearchParams(query)}`,
        headers: {
          ...headers,
          host: origin.host,
          'x-amz-content-sha256': digest.toString('hex'),
          ...(method === 'PUT' && {
            'content-length': body.length,
            // It is kept with the object, and what a bucket with locked objects asks for.
            'x-amz-checksum-sha256': digest.toString('base64'),
          }),
        },
      },
      await credentials(),
    );
    const sent = { method, path: signed.path ?? path, headers: signed.headers ?? {}, body };
    const answer = await exchange(origin, sent, signal);
    if (answer.status >= 300) throw new S3Refusal(answer);
    return answer;
  }

  #find(): Promise<BucketAddress> {
    this.#found ??= findBucket(this.#bucket, this.#options).catch((error: unknown) => {
      this.#found = undefined;
      throw error;
    });
    return this.#found;
  }
}

function encodeKey(key: string): string {
  return key
    .split('/')
    .map((segment) =>
      encodeURIComponent(segment).replace(
        RESERVED,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/');
}
