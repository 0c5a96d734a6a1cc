import { pageUrl } from '@holt/edge';
import type { CountingStore } from '@holt/storage/testing';
import { type Architecture, WIKI } from './architecture.ts';
import { LOOKS, respondAsset } from './assets.ts';
import { LIST_KEY, putPageList } from './page-list.ts';
import { insertSidebar, pageWithoutScripts } from './page-with-sidebar.ts';
import { pathOfUrl } from './path-of-url.ts';
import { openSidebarAt, sidebarHtml } from './sidebar-html.ts';

const HTML = 'text/html; charset=utf-8';
const keyOf = (path: string) => `pages/${path}.html`;

/**
 * C: every page is stored with the whole sidebar, so one that is added changes all. Their Markdown is not rendered again for
 * that: the new sidebar takes the place of the old one in the stored page.
 */
export function openPreRender(store: CountingStore): Architecture {
  const put = (path: string, html: string) => store.put(keyOf(path), html, { contentType: HTML });
  return {
    name: 'C: full pre-render',
    traits: { requestsAMiss: 1, functionsAMiss: 0, requestsInARow: 1, withoutScript: 'all' },
    store,
    async publish(pages) {
      const list = await putPageList(store, pages);
      const json = list?.json ?? new TextDecoder().decode((await store.get(LIST_KEY))?.body);
      const sidebar = sidebarHtml(json);
      for (const page of pages)
        await put(page.path, insertSidebar(pageWithoutScripts(page), openSidebarAt(sidebar, page.path)));
      const written = new Set(pages.map(({ path }) => path));
      for (const { path } of list?.entries ?? []) {
        const stored = written.has(path) ? undefined : await store.get(keyOf(path));
        if (stored === undefined) continue;
        await put(path, insertSidebar(new TextDecoder().decode(stored.body), openSidebarAt(sidebar, path)));
      }
    },
    async view(path) {
      const page = pageUrl(WIKI.owner, WIKI.name, path);
      return { first: [page, ...LOOKS], next: [page], unchanged: [] };
    },
    async respond(url) {
      if (url.startsWith('/assets/')) return respondAsset(url);
      const page = await store.get(keyOf(pathOfUrl(url)));
      return page && { contentType: HTML, body: page.body };
    },
  };
}
