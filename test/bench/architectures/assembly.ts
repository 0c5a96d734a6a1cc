import { pageUrl } from '@holt/edge';
import type { ObjectStore } from '@holt/storage';
import type { CountingStore } from '@holt/storage/testing';
import { type Architecture, type CommittedPage, WIKI } from './architecture.ts';
import { LOOKS, respondAsset } from './assets.ts';
import { putPageList } from './page-list.ts';
import { insertSidebar, pageWithoutScripts } from './page-with-sidebar.ts';
import { pathOfUrl } from './path-of-url.ts';
import { openSidebarAt, sidebarHtml, withoutClosedFolders } from './sidebar-html.ts';

const SIDEBAR_KEY = 'sidebar.html';
const HTML = 'text/html; charset=utf-8';
const fragmentKey = (path: string) => `pages/${path}.html`;

/** What an event of a function URL says, as far as it is used. */
export interface ReadEvent {
  rawPath: string;
}

export interface ReadAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** Which part of the tree each page has. */
export type Folders = 'all folders' | 'open folders';

/** What a Lambda runs for each read that no cache answers: two fragments become a page. */
export function createAssemblyHandler(
  store: ObjectStore,
  folders: Folders = 'all folders',
): (event: ReadEvent) => Promise<ReadAnswer> {
  return async ({ rawPath }) => {
    const path = pathOfUrl(rawPath);
    const [page, sidebar] = await Promise.all([store.get(fragmentKey(path)), store.get(SIDEBAR_KEY)]);
    if (page === undefined || sidebar === undefined) return { statusCode: 404, headers: {}, body: '' };
    const decoder = new TextDecoder();
    const tree = openSidebarAt(decoder.decode(sidebar.body), path);
    return {
      statusCode: 200,
      headers: { 'content-type': HTML, 'cache-control': 'public, max-age=0, s-maxage=30, stale-while-revalidate=60' },
      body: insertSidebar(decoder.decode(page.body), folders === 'all folders' ? tree : withoutClosedFolders(tree)),
    };
  };
}

/** A: fragments in the store; a function assembles each read. */
export function openAssembly(store: CountingStore, folders: Folders = 'all folders'): Architecture {
  const handler = createAssemblyHandler(store, folders);
  return {
    name: 'A: assembly Lambda',
    traits: { requestsAMiss: 2, functionsAMiss: 1, requestsInARow: 1, withoutScript: 'all' },
    store,
    async publish(pages: readonly CommittedPage[]) {
      for (const page of pages)
        await store.put(fragmentKey(page.path), pageWithoutScripts(page), { contentType: HTML });
      const list = await putPageList(store, pages);
      if (list !== undefined) await store.put(SIDEBAR_KEY, sidebarHtml(list.json), { contentType: HTML });
    },
    async view(path) {
      const page = pageUrl(WIKI.owner, WIKI.name, path);
      return { first: [page, ...LOOKS], next: [page], unchanged: [] };
    },
    async respond(url) {
      if (url.startsWith('/assets/')) return respondAsset(url);
      const { statusCode, body } = await handler({ rawPath: url });
      return statusCode === 200 ? { contentType: HTML, body: Buffer.from(body) } : undefined;
    },
  };
}
