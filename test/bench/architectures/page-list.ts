import { type PageEntry, readSidebar, sidebarJson } from '@holt/site';
import type { ObjectStore } from '@holt/storage';
import type { CommittedPage } from './architecture.ts';

/** The object that the next publication knows the pages from. */
export const LIST_KEY = 'sidebar.json';

/**
 * Puts the list of pages, in the format of Holt's own sidebar, when a page came or changed its title.
 * @returns the list and its JSON; undefined when it is as it was
 */
export async function putPageList(
  store: ObjectStore,
  pages: readonly CommittedPage[],
): Promise<{ entries: PageEntry[]; json: string } | undefined> {
  const before = (await store.get(LIST_KEY))?.body;
  const titles = new Map(
    (before === undefined ? [] : readSidebar(new TextDecoder().decode(before))).map(({ path, title }) => [path, title]),
  );
  const changed = pages.filter(({ path, rendered }) => titles.get(path) !== rendered.title);
  if (changed.length === 0) return undefined;
  for (const { path, rendered } of changed) titles.set(path, rendered.title);
  const entries = [...titles].map(([path, title]) => ({ path, title }));
  const json = sidebarJson(entries);
  await store.put(LIST_KEY, json, { contentType: 'application/json' });
  return { entries, json };
}
