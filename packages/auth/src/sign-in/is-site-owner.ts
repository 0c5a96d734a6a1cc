import type { Identity } from './identity.ts';
import { isOwner } from './is-owner.ts';
import type { AuthSettings } from './read-auth-settings.ts';

/** Whether somebody owns every wiki: by the settings of the sign-in, or as the user of a site on one machine. */
export function isSiteOwner(signIn: AuthSettings | { local: Identity }, identity: Identity): boolean {
  return 'local' in signIn ? identity.subject === signIn.local.subject : isOwner(identity, signIn.owners);
}
