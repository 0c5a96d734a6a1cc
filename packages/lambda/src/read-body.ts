import type { FunctionUrlEvent, FunctionUrlResult } from './function-url.ts';
import { refuse } from './result.ts';

/** What Lambda itself takes; local requests are held to the same. */
export const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** The body of a request that must be JSON, not parsed; or a refusal with 413 or 415. */
export function readBody(event: FunctionUrlEvent): Buffer<ArrayBuffer> | FunctionUrlResult {
  if (!/^application\/json\s*(;|$)/i.test(event.headers['content-type'] ?? '')) {
    return refuse(415, 'unsupported_media_type', 'Send JSON, with the header "Content-Type: application/json".');
  }
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (body.byteLength > MAX_BODY_BYTES) {
    return refuse(413, 'content_too_large', `A request has at most ${MAX_BODY_BYTES} bytes. Split it into several.`);
  }
  return body;
}
