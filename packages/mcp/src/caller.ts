import type { AccessClaims } from '@holt/edge';
import type { Author } from '@holt/wiki';

/** Who calls a tool: the claims of a verified token, edge's `TokenClaims` for one. */
export interface Caller extends AccessClaims {
  readonly subject: string;
  /** How the caller is named as an author; by default the subject. */
  readonly name?: string;
  /** Whether an outside authorization server made the token, so that the client can ask it for one of more scope. */
  readonly isExternal?: boolean;
}

/** Addresses under a name that can't exist (RFC 2606), for subjects that are no e-mail addresses. */
const PLACEHOLDER_DOMAIN = 'users.holt.invalid';
const EMAIL = /^[\w.+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

/**
 * The caller as a commit's author. Different subjects have different addresses, as idempotency keys belong to an address.
 */
export function authorOf({ subject, name }: Caller): Author {
  const isEmail = EMAIL.test(subject) && !subject.toLowerCase().endsWith(`@${PLACEHOLDER_DOMAIN}`);
  const local = encodeURIComponent(subject.toWellFormed()).replaceAll("'", '%27');
  return {
    name: [name, subject].find((text) => text !== undefined && /[\p{L}\p{N}]/u.test(text)) ?? 'Unknown',
    email: isEmail ? subject : `${local}@${PLACEHOLDER_DOMAIN}`,
  };
}
