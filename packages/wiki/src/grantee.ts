import { isPlainText } from '@holt/edge';
import { WikiError } from './errors.ts';

/** Who signed in, as the provider said. */
export interface GrantedIdentity {
  subject: string;
  /** Verified by the provider. */
  email?: string;
}

const MAX_EMAIL_LENGTH = 254;
const SUBJECT_PREFIX = 'sub:';
const LOCAL_PART = /^[^\s@<>"(),:;[\]\\]+$/;
const DOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;

/**
 * A grantee in the one form in which it is kept: `alice@example.com`, `@example.com` for everybody of an e-mail domain (not of the
 * domains below it), both in lower case; or `sub:<subject>` as the provider spells it.
 *
 * @throws WikiError `invalid-request` when it is none
 */
export function parseGrantee(text: string): string {
  if (text.startsWith(SUBJECT_PREFIX)) {
    if (isPlainText(text.slice(SUBJECT_PREFIX.length))) return text;
  } else {
    const email = text.toLowerCase();
    const at = email.indexOf('@');
    const local = email.slice(0, at);
    const isLocal = local === '' || (LOCAL_PART.test(local) && isPlainText(local));
    if (at >= 0 && email.length <= MAX_EMAIL_LENGTH && isLocal && DOMAIN.test(email.slice(at + 1))) return email;
  }
  throw new WikiError(
    'invalid-request',
    `${JSON.stringify(text.slice(0, 100).toWellFormed())} names nobody. Write alice@example.com, @example.com for all of an e-mail domain, or sub:SUBJECT.`,
  );
}

/** @param grantee as {@link parseGrantee} returns it */
export function isGrantedTo(grantee: string, { subject, email }: GrantedIdentity): boolean {
  if (grantee.startsWith(SUBJECT_PREFIX)) return grantee === SUBJECT_PREFIX + subject;
  if (email === undefined) return false;
  const address = email.toLowerCase();
  // Without an address in front, an e-mail is none: "@example.com" must not stand for its domain.
  const at = address.lastIndexOf('@');
  return at > 0 && (grantee === address || grantee === address.slice(at));
}
