import type { Identity } from './identity.ts';

/**
 * Whether somebody is among the owners of the site.
 * @param owners `alice@example.com`, `@example.com` (everybody with such an address) or `sub:<subject>`; addresses in lower case
 */
export function isOwner({ subject, email }: Identity, owners: readonly string[]): boolean {
  const domain = email?.slice(email.lastIndexOf('@'));
  return owners.some(
    (owner) => owner === `sub:${subject}` || (email !== undefined && (owner === email || owner === domain)),
  );
}
