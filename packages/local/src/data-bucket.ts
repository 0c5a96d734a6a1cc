import {
  checkObjectStore,
  isObjectKey,
  type ObjectStore,
  StorageError,
  systemClock,
  systemRandom,
} from '@holt/storage';
import type { OpenMode } from './data-place.ts';
import { CommandError, UsageError } from './errors.ts';

/** Holds the settings of all wikis, so it is there when anything is. */
const CONTROL = 'control/';

export interface BucketPlace {
  bucket: string;
  /** A folder of the bucket, without `/` at its ends; empty for the whole bucket. */
  prefix: string;
  /** Of a server other than Amazon's. */
  endpoint?: string;
}

/** @param url `s3://bucket` or `s3://bucket/prefix` @throws UsageError */
export function readBucketPlace(url: string, endpoint: string | undefined): BucketPlace {
  const [, bucket, rest = ''] = /^s3:\/\/([A-Za-z0-9][A-Za-z0-9._-]{1,254})(?:\/(.*))?$/.exec(url) ?? [];
  const prefix = rest.replace(/\/$/, '');
  if (bucket === undefined || (prefix !== '' && !isObjectKey(prefix))) {
    throw new UsageError(`--store ${url} names no bucket. Write s3://bucket or s3://bucket/folder.`);
  }
  if (endpoint === undefined) return { bucket, prefix };
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    throw new UsageError(`--endpoint ${endpoint} is no URL of a server. Write it like https://s3.example.com.`);
  }
  return { bucket, prefix, endpoint };
}

/**
 * Opens a bucket with the credentials and the region of the environment. Unless it is only read, the server must prove first that
 * it honours conditional writes.
 *
 * @throws CommandError when nothing of Holt's is there or something else is, or nobody listens at the endpoint; StorageError `unusable`
 * for a missing bucket, credential, right or ability, `unavailable`
 */
export async function openDataBucket(
  place: BucketPlace,
  mode: OpenMode,
  warn: (message: string) => void,
): Promise<{ location: string; store: ObjectStore }> {
  // It is 100 ms of loading, which nobody should wait for who keeps files.
  const { openS3ObjectStore } = await import('@holt/storage/s3');
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const region = AWS_REGION || AWS_DEFAULT_REGION || undefined;
  const store = openS3ObjectStore({ ...place, region, clock: systemClock, random: systemRandom });
  const location = `s3://${place.bucket}${place.prefix === '' ? '' : `/${place.prefix}`}`;

  if (!(await reaching(place, () => holds(store, CONTROL)))) {
    if (mode !== 'create') {
      throw new CommandError(
        `There is no data at ${location}. Import something into it, or name another with --store.`,
      );
    }
    if (await holds(store, '')) {
      throw new CommandError(
        `${location} holds other things and nothing of Holt's. Name an empty folder of the bucket: --store s3://bucket/folder.`,
      );
    }
  }
  if (mode !== 'read') {
    const { warnings } = await checkObjectStore(store, { random: systemRandom });
    for (const warning of warnings) warn(warning);
  }
  return { location, store };
}

async function holds(store: ObjectStore, prefix: string): Promise<boolean> {
  return (await store.list({ prefix, limit: 1 })).objects.length > 0;
}

/** Makes the first request, whose failure tells of the server more than of the bucket. */
async function reaching<T>({ endpoint }: BucketPlace, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    if (endpoint === undefined || !(cause instanceof StorageError && cause.code === 'unavailable')) throw cause;
    throw new CommandError(`No S3 server answers at ${endpoint}. Start it, or correct --endpoint. (${cause.message})`, {
      cause,
    });
  }
}
