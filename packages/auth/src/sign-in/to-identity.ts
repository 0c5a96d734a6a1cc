import { isPlainText } from '@holt/edge';
import type { Identity } from './identity.ts';

/**
 * Whom a token of the provider's is about: by its subject, by the address that the provider has verified, by the first name of theirs that can be shown.
 * @param profile the claims of the token
 */
export function toIdentity(subject: string, profile: Readonly<Record<string, unknown>>): Identity {
  const { email, email_verified: isVerified, name, preferred_username: username } = profile;
  const identity: Identity = { subject };
  if (isPlainText(email) && isVerified === true) identity.email = email.toLowerCase();
  const shown = [name, username, identity.email].find(isPlainText);
  if (shown !== undefined) identity.name = shown;
  return identity;
}
