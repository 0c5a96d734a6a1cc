import { roleOf } from '@holt/edge';

/**
 * As many patterns as fit into a session: first what gives a role in the wiki that somebody is on the way to, then the shortest,
 * so that the most fit. Whoever comes to a wiki that was left out is sent to sign in again, and gets a session that has it.
 *
 * @param wikis patterns with roles
 * @param wiki `owner/name` of the return address; undefined when it names none
 * @param fits whether a session with these patterns is short enough
 */
export function fitWikis(
  wikis: readonly string[],
  wiki: string | undefined,
  fits: (wikis: readonly string[]) => boolean,
): string[] {
  if (fits(wikis)) return [...wikis];
  const [owner = '', name = ''] = wiki?.split('/') ?? [];
  const isNeeded = (entry: string) =>
    wiki !== undefined && roleOf({ wikis: [entry], scope: [], issuedAt: 0 }, owner, name) !== 'public';
  const ordered = wikis
    .map((entry) => ({ entry, isNeeded: isNeeded(entry) }))
    .sort((a, b) => Number(b.isNeeded) - Number(a.isNeeded) || a.entry.length - b.entry.length);
  const kept: string[] = [];
  for (const { entry } of ordered) {
    if (!fits([...kept, entry])) break;
    kept.push(entry);
  }
  return kept;
}
