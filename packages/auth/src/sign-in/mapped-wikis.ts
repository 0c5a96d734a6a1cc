import { checkWikiId, roleOf } from '@holt/edge';

/**
 * The part of somebody's wikis that a mapped host serves, so that a session there is good for nothing else.
 * @param wikis patterns with roles
 * @param mapped `owner` or `owner/name`
 */
export function mappedWikis(wikis: readonly string[], mapped: string): string[] {
  const [owner = '', name] = mapped.split('/');
  if (name !== undefined) {
    const role = roleOf({ wikis, scope: [], issuedAt: 0 }, owner, name);
    return role === 'public' ? [] : [`${mapped}:${role}`];
  }
  if (checkWikiId(`${owner}/w`) !== '') return [];
  const within = wikis.map((entry) => (/^\*(:|$)/.test(entry) ? `${owner}/${entry}` : entry));
  return [...new Set(within.filter((entry) => entry.startsWith(`${owner}/`)))];
}
