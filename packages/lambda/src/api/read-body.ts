import type { FunctionUrlEvent } from '../function-url.ts';
import { MAX_BODY_BYTES } from '../read-body.ts';
import { ApiError, invalidRequest } from './api-error.ts';

/** A request's body, whatever it is. @throws ApiError 413 `content-too-large`, 415 `unsupported-media-type` for an encoded one */
export function readBytes({ body = '', headers, isBase64Encoded }: FunctionUrlEvent): Buffer<ArrayBuffer> {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') {
    throw new ApiError(415, 'unsupported-media-type', 'Send the body as it is, without Content-Encoding.', {
      headers: { 'accept-encoding': 'identity' },
    });
  }
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength <= MAX_BODY_BYTES) return bytes;
  throw new ApiError(413, 'content-too-large', `A request has at most ${MAX_BODY_BYTES} bytes. Split it into several.`);
}

/** @throws ApiError 400 `invalid-request` for what is no JSON */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decode(bytes));
  } catch (cause) {
    throw invalidRequest('The body is not JSON.', { cause });
  }
}

/** A text as it is, byte order mark and all. @throws ApiError 400 `not-utf8` */
export function readText(bytes: Uint8Array): string {
  try {
    return decode(bytes);
  } catch (cause) {
    throw new ApiError(400, 'not-utf8', 'The body is not UTF-8. Convert it, and send it again.', { cause });
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}
