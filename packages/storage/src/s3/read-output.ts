import type { HeadObjectOutput } from '@aws-sdk/client-s3';
import type { ObjectInfo } from '../object-store.ts';

/** S3 quotes ETags, as HTTP does; this port does not. */
export function unquote(etag: string | undefined): string {
  const bare = etag?.replace(/^(?:W\/)?"|"$/g, '');
  // Without it nothing can be replaced safely, and every S3 server sends it.
  if (bare === undefined || bare === '') throw new Error('an answer without ETag: is this an S3 server?');
  return bare;
}

export function quote(etag: string): string {
  return `"${etag}"`;
}

export function readInfo(key: string, output: HeadObjectOutput): ObjectInfo {
  return {
    key,
    etag: unquote(output.ETag),
    sizeBytes: output.ContentLength ?? 0,
    contentType: output.ContentType ?? 'application/octet-stream',
    ...(output.CacheControl === undefined ? {} : { cacheControl: output.CacheControl }),
    metadata: output.Metadata ?? {},
  };
}
