import type { ObjectStore, StoredObject } from '@holt/storage';
import { readByteRange } from './byte-range.ts';
import { chooseCoding, compress, isCompressible } from './compression.ts';
import { matchesIfNoneMatch, matchesIfRange } from './conditional-request.ts';
import { type HttpAnswer, textAnswer } from './http-answer.ts';

/** For objects that say nothing themselves: kept nowhere without asking again. */
const DEFAULT_CACHE_CONTROL = 'public, max-age=0, must-revalidate';

export interface ObjectRequest {
  method: string;
  /** By lower-case name. */
  headers: Readonly<Record<string, string | undefined>>;
  /** Whether the client takes compressed bodies at all: HTTP/1.0 ones are sent none. */
  mayCompress: boolean;
}

/** What CloudFront's cache would answer with an object, before the viewer-response function: 200, 206, 304 or 416. */
export async function answerObject(object: StoredObject, request: ObjectRequest): Promise<HttpAnswer> {
  const { headers } = request;
  const range = request.method === 'GET' ? headers.range : undefined;
  const compressible = isCompressible(object.contentType, object.sizeBytes);
  const coding =
    compressible && request.mayCompress && range === undefined ? chooseCoding(headers['accept-encoding']) : undefined;
  const etag = coding === undefined ? `"${object.etag}"` : `W/"${object.etag}"`;
  const answer: HttpAnswer = {
    statusCode: 200,
    headers: {
      ...s3Headers(object),
      etag,
      'cache-control': object.cacheControl ?? DEFAULT_CACHE_CONTROL,
      ...(compressible ? { vary: 'accept-encoding' } : {}),
    },
    body: object.body,
  };
  if (matchesIfNoneMatch(headers['if-none-match'], etag)) return { ...answer, statusCode: 304, body: '' };
  answer.headers['content-type'] = object.contentType;
  answer.headers['accept-ranges'] = 'bytes';
  if (range !== undefined && matchesIfRange(headers['if-range'], etag)) return answerRange(answer, object, range);
  if (coding === undefined) return answer;
  answer.headers['content-encoding'] = coding;
  delete answer.headers['accept-ranges'];
  return { ...answer, body: await compress(object.body, coding) };
}

/** The site's page for what is not there, with status 404; a short text when the site has none yet. */
export async function answerMissing(
  store: ObjectStore,
  notFoundKey: string | undefined,
  request: ObjectRequest,
): Promise<HttpAnswer> {
  const page = notFoundKey === undefined ? undefined : await store.get(notFoundKey);
  if (page === undefined) return textAnswer(404, 'Nothing is here.');
  const { 'accept-encoding': acceptEncoding } = request.headers;
  const answer = await answerObject(page, { ...request, headers: { 'accept-encoding': acceptEncoding } });
  const { etag: _, 'accept-ranges': __, ...headers } = answer.headers;
  return { ...answer, statusCode: 404, headers: { ...headers, 'cache-control': 'no-store' } };
}

function answerRange(answer: HttpAnswer, object: StoredObject, field: string): HttpAnswer {
  const range = readByteRange(field, object.sizeBytes);
  if (range === undefined) return answer;
  if (range === 'unsatisfiable') {
    return textAnswer(416, 'The range is outside of the object.', { 'content-range': `bytes */${object.sizeBytes}` });
  }
  const { first, last } = range;
  return {
    statusCode: 206,
    headers: { ...answer.headers, 'content-range': `bytes ${first}-${last}/${object.sizeBytes}` },
    body: object.body.subarray(first, last + 1),
  };
}

/** What S3 tells of an object's metadata; the viewer-response function reads and removes it. */
function s3Headers(object: StoredObject): Record<string, string> {
  return Object.fromEntries(Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]));
}
