import { checkPagePath, HOME_PAGE, toPagePath } from '@holt/edge';
import { aliasHtml, indexHtml, notFoundHtml, type PageEntry } from '@holt/site';
import type { WikiId } from './wiki-id.ts';

const HOME_SUBSTITUTES = ['index', 'readme'];

/**
 * What a bare `[[name]]` may call a page: the last segment of its path, also with a capital as at the beginning of a sentence, or
 * its title.
 */
export function namesOf(path: string, title: string): string[] {
  const last = path.slice(path.lastIndexOf('/') + 1);
  const names = new Set([last, capitalise(last)]);
  const byTitle = toPagePath(title.trim());
  if (!byTitle.includes('/') && checkPagePath(byTitle) === '') names.add(byTitle);
  return [...names];
}

/**
 * The root addresses whose stand-in may differ now: the given names, unless a page of that path is there; and the wiki's own
 * address while it has no Home page.
 *
 * @param touched names of pages that came, went or changed their title
 */
export function standInNames(touched: Iterable<string>, pages: readonly PageEntry[]): string[] {
  const names = new Set<string>([HOME_PAGE, ...touched]);
  for (const { path } of pages) names.delete(path);
  return [...names];
}

/**
 * What stands at a root address that no page has: a way on to the pages of that name elsewhere in the wiki, or a tombstone.
 * Links are rendered without knowing which pages exist, so `[[name]]` leads to the root; this is how it arrives.
 */
export function standInFor(wiki: WikiId, name: string, pages: readonly PageEntry[]): { body: string; deleted?: true } {
  const targets = pages.filter(({ path, title }) => namesOf(path, title).includes(name));
  targets.sort((a, b) => (a.path < b.path ? -1 : 1));
  if (targets.length > 0) return { body: aliasHtml({ wiki, name, targets }) };
  if (name !== HOME_PAGE) return { body: notFoundHtml(), deleted: true };
  const substitute = HOME_SUBSTITUTES.map((wanted) => pages.find(({ path }) => path.toLowerCase() === wanted)).find(
    Boolean,
  );
  if (substitute !== undefined) return { body: aliasHtml({ wiki, name, targets: [substitute] }) };
  return { body: indexHtml({ wiki, pages: [...pages] }) };
}

function capitalise(name: string): string {
  const [first = ''] = name;
  return first.toUpperCase() + name.slice(first.length);
}
