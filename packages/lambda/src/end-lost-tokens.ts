import type { AgentTokens } from '@holt/auth';
import { LEVELS, type Level, roleOf, type TokenClaims } from '@holt/edge';
import { type AccessSettings, isGrantedTo, parseWikiId } from '@holt/wiki';

/**
 * Ends the agents' tokens that a grantee's holders made for a wiki and that may do more there than their makers may now. To be called when a grant
 * has ended or was lowered.
 *
 * @param grantee in the form that the settings keep it in
 * @returns the ids of those tokens
 * @throws AuthError; StorageError, some may be ended then
 */
export async function endLostTokens(
  { access, tokens }: { access: AccessSettings; tokens: AgentTokens },
  id: string,
  grantee: string,
): Promise<string[]> {
  const { owner, name } = parseWikiId(id);
  const ended: string[] = [];
  for (const record of await tokens.list()) {
    const given = roleIn(record.wikis, owner, name);
    if (given === 'public' || !isGrantedTo(grantee, record)) continue;
    const left = roleIn(await access.rolesOf(record), owner, name);
    if (LEVELS.indexOf(left) >= LEVELS.indexOf(given)) continue;
    await tokens.revoke(record.id);
    ended.push(record.id);
  }
  return ended;
}

function roleIn(wikis: TokenClaims['wikis'], owner: string, name: string): Level {
  return roleOf({ wikis, scope: [], issuedAt: 0 }, owner, name);
}
