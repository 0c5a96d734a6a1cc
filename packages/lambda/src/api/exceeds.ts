import { isWithin, LEVELS, type Right, roleOf, type TokenClaims } from '@holt/edge';

/** What a new token shall be good for. */
interface Wanted {
  wikis: readonly string[];
  scope: readonly Right[];
  paths?: readonly string[];
}

/**
 * Why a caller may not make such a token: it would do more than the caller may.
 * @returns a sentence, or undefined when it is no more
 */
export function exceeds(caller: TokenClaims, { wikis, scope, paths }: Wanted): string | undefined {
  const right = scope.find((one) => !caller.scope.includes(one));
  if (right !== undefined) return `You can't give the right "${right}": your own token has it not.`;
  const pattern = wikis.find((one) => !coversPattern(caller, one));
  if (pattern !== undefined) return `You can't give "${pattern}": you have no such role there.`;
  if (caller.paths !== undefined && !paths?.every((path) => caller.paths?.some((own) => isWithin(path, own)))) {
    return 'Your own token is for some paths only: give paths within them.';
  }
  return undefined;
}

function coversPattern(caller: TokenClaims, wanted: string): boolean {
  const [pattern = '', role = 'editor'] = wanted.split(':');
  const [owner = '', name = ''] = pattern.split('/');
  // A pattern for several wikis is covered by one that is as wide; the role is looked up under a name that no wiki can have.
  const given = pattern === '*' ? roleOf(caller, '*', '*') : roleOf(caller, owner, name);
  return LEVELS.indexOf(given) >= LEVELS.indexOf(role as (typeof LEVELS)[number]);
}
