import type { ObjectInfo } from '../object-store.ts';
import type { HttpAnswer } from './exchange.ts';

const METADATA = 'x-amz-meta-';

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

/** What the headers of an answer say of an object. */
export function readInfo(key: string, { headers }: HttpAnswer): ObjectInfo {
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith(METADATA))
    .map(([name, value]) => [name.slice(METADATA.length), String(value)]);
  const cacheControl = headers['cache-control'];
  return {
    key,
    etag: unquote(headers.etag),
    sizeBytes: Number(headers['content-length'] ?? 0),
    contentType: headers['content-type'] ?? 'application/octet-stream',
    ...(cacheControl === undefined ? {} : { cacheControl }),
    metadata: Object.fromEntries(metadata),
  };
}
