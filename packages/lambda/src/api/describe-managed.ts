import { type AccessClaims, allows } from '@holt/edge';
import type { WikiInfo } from '@holt/wiki';

/** What is wrong with a wiki, and which paths are kept from whom: told to those who manage it. */
export function describeManaged(caller: AccessClaims, info: WikiInfo): { rules?: WikiInfo['rules']; damaged?: string } {
  const { owner, name, rules, damaged } = info;
  if (!allows(caller, info, owner, name, 'manage')) return {};
  return { rules, ...(damaged === undefined ? {} : { damaged }) };
}
