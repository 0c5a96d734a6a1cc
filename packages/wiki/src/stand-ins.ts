import { aliasHtml, indexHtml, notFoundHtml, type PageEntry } from '@holt/site';
import type { WikiId } from './wiki-id.ts';

const HOME = 'Home';
const HOME_SUBSTITUTES = ['index', 'readme'];

/**
 * The root addresses whose stand-in may differ now: those that a bare `[[name]]` link leads to, for every page that came, went
 * or changed its title, unless a page of that name is at the root itself; and the wiki's own address while it has no Home page.
 *
 * @param touched paths of pages that came, went or changed their title
 */
export function standInNames(touched: Iterable<string>, pages: readonly PageEntry[]): string[] {
  const names = new Set<string>([HOME]);
  for (const path of touched) names.add(lastSegment(path));
  for (const { path } of pages) names.delete(path);
  return [...names];
}

/**
 * What stands at a root address that no page has: a way on to the pages of that name elsewhere in the wiki, or a tombstone.
 * Links are rendered without knowing which pages exist, so `[[name]]` leads to the root; this is how it arrives.
 */
export function standInFor(wiki: WikiId, name: string, pages: readonly PageEntry[]): { body: string; deleted?: true } {
  const targets = pages.filter(({ path }) => path !== name && lastSegment(path) === name);
  targets.sort((a, b) => (a.path < b.path ? -1 : 1));
  if (targets.length > 0) return { body: aliasHtml({ wiki, name, targets }) };
  if (name !== HOME) return { body: notFoundHtml(), deleted: true };
  const substitute = HOME_SUBSTITUTES.map((wanted) => pages.find(({ path }) => path.toLowerCase() === wanted)).find(
    Boolean,
  );
  if (substitute !== undefined) return { body: aliasHtml({ wiki, name, targets: [substitute] }) };
  return { body: indexHtml({ wiki, pages: [...pages] }) };
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
