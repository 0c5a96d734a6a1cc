import type { DescribedError } from '@holt/mcp/describe-error';

/**
 * The status for what a tool or the wiki refuses, by RFC 9110, section 15.5, and for patches RFC 5789, section 2.2: 409 where the page's
 * present state is in the way, 400 where the request is wrong whatever the state is.
 */
export const STATUS_CODES: Readonly<Record<Exclude<DescribedError['code'], 'internal'>, number>> = {
  'invalid-arguments': 400,
  'invalid-wiki': 400,
  'invalid-path': 400,
  'invalid-request': 400,
  'invalid-properties': 400,
  'not-utf8': 400,
  'empty-title': 400,
  // No status says that an answer would be too large; the request is what has to ask for less.
  'answer-too-large': 400,
  'write-not-allowed': 403,
  'not-allowed': 403,
  'wiki-not-found': 404,
  'page-not-found': 404,
  'file-not-found': 404,
  'revision-not-found': 404,
  'wiki-exists': 409,
  'page-exists': 409,
  'path-collides': 409,
  conflict: 409,
  'text-not-found': 409,
  'text-ambiguous': 409,
  'section-not-found': 409,
  'section-ambiguous': 409,
  'history-diverged': 409,
  busy: 409,
  'too-large': 413,
  'type-mismatch': 415,
  'key-reused': 422,
  'rate-limited': 429,
  damaged: 500,
  'unknown-outcome': 503,
  unusable: 503,
};

/** What the request's own `If-Match` or `If-None-Match` asked to be refused. */
const PRECONDITION_CODES: readonly string[] = ['conflict', 'page-exists'];

/** @param isConditional whether the request had a precondition */
export function statusOf(code: string, isConditional = false): number {
  if (isConditional && PRECONDITION_CODES.includes(code)) return 412;
  return (STATUS_CODES as Readonly<Record<string, number>>)[code] ?? 500;
}
