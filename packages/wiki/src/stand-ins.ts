import { checkPagePath, HOME_PAGE, toPagePath } from '@holt/edge';
import {
  aliasHtml,
  type ChangeSummary,
  movedHtml,
  notFoundHtml,
  type PageEntry,
  toIndexHtml,
  tombstoneHtml,
} from '@holt/site';
import type { Redirects } from './redirects.ts';
import type { WikiId } from './wiki-id.ts';

/** A stand-in stays small, however many pages share a name. */
const MAX_LISTED = 50;
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

export interface StandIn {
  name: string;
  /** Rendered when it is asked for: another publisher may have put it already. */
  body: () => string;
  /** Nothing is called so any more: a tombstone. */
  deleted?: true;
}

/** What it depends on. */
export interface StandInSources {
  /** All pages of the wiki. */
  pages: readonly PageEntry[];
  redirects: Redirects;
  /** Pages at the root that went, each with the commit that took it away. */
  gone: ReadonlyMap<string, ChangeSummary>;
}

/**
 * What stands at those of the given root addresses that no page has, and at the wiki's own address while it has no Home page: a
 * way on to where the page of that path went, else to the pages of that name elsewhere in the wiki, or a tombstone, which tells of the page that went. Links are rendered
 * without knowing which pages exist, so `[[name]]` leads to the root; this is how it arrives.
 *
 * @param touched names of pages that came, went or changed their title, and paths whose redirect changed
 */
export function makeStandIns(
  wiki: WikiId,
  touched: Iterable<string>,
  { pages, redirects, gone }: StandInSources,
): StandIn[] {
  const targets = new Map<string, PageEntry[]>([...touched, HOME_PAGE].map((name) => [name, []]));
  for (const { path } of pages) targets.delete(path);
  for (const page of pages) for (const name of namesOf(page.path, page.title)) targets.get(name)?.push(page);
  return [...targets].map(([name, called]) => {
    const target = redirects.get(name);
    if (target !== undefined) return { name, body: () => movedHtml({ wiki, path: name, target }) };
    return { name, ...(standInFor(wiki, name, called, pages) ?? tombstoneFor(wiki, name, gone.get(name))) };
  });
}

function standInFor(wiki: WikiId, name: string, called: PageEntry[], pages: readonly PageEntry[]) {
  if (called.length > 0) {
    called.sort((a, b) => (a.path < b.path ? -1 : 1));
    const omitted = Math.max(0, called.length - MAX_LISTED);
    return { body: () => aliasHtml({ wiki, name, targets: called.slice(0, MAX_LISTED), omitted }) };
  }
  if (name !== HOME_PAGE) return undefined;
  const substitute = HOME_SUBSTITUTES.map((wanted) => pages.find(({ path }) => path.toLowerCase() === wanted)).find(
    Boolean,
  );
  if (substitute !== undefined) return { body: () => aliasHtml({ wiki, name, targets: [substitute] }) };
  // Not the index itself: it shows every page, and asks for more than the wiki's own address may.
  return { body: () => toIndexHtml({ wiki }) };
}

function tombstoneFor(wiki: WikiId, path: string, lastChange: ChangeSummary | undefined) {
  const body = () => (lastChange === undefined ? notFoundHtml() : tombstoneHtml({ wiki, path, lastChange }));
  return { body, deleted: true as const };
}

function capitalise(name: string): string {
  const [first = ''] = name;
  return first.toUpperCase() + name.slice(first.length);
}
