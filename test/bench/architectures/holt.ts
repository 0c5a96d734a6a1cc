import { dashKey, dashUrl, pageKey, pageUrl, sidebarKey } from '@holt/edge';
import type { CountingStore } from '@holt/storage/testing';
import { type Architecture, WIKI } from './architecture.ts';
import { LOOKS, PAGE_SCRIPT_URL, respondAsset } from './assets.ts';
import { pathOfUrl } from './path-of-url.ts';

const { owner, name } = WIKI;
const SIDEBAR_URL = dashUrl(owner, name, 'sidebar.json');

/** B: Holt itself. A commit has published all there is already. */
export function openHolt(store: CountingStore): Architecture {
  return {
    name: 'B: Holt',
    traits: {
      requestsAMiss: 1,
      functionsAMiss: 0,
      requestsInARow: 1,
      withoutScript: 'the text, and the index for a sidebar',
    },
    store,
    async publish() {},
    async view(path) {
      const page = pageUrl(owner, name, path);
      return {
        first: [page, ...LOOKS, PAGE_SCRIPT_URL, SIDEBAR_URL],
        next: [page, SIDEBAR_URL],
        unchanged: [SIDEBAR_URL],
      };
    },
    async respond(url) {
      if (url.startsWith('/assets/')) return respondAsset(url);
      const object = await store.get(
        url === SIDEBAR_URL ? sidebarKey(owner, name) : pageKey(owner, name, pathOfUrl(url)),
      );
      return object && { contentType: object.contentType, body: object.body };
    },
  };
}

const OWN_KEYS: ReadonlySet<string> = new Set([sidebarKey(owner, name), dashKey(owner, name, '')]);
const PAGES = pageKey(owner, name, '*').split('*') as [string, string];

/**
 * Whether an object is what readers of a page get in this architecture: the page, the sidebar and, for those without the
 * script, the index. The others (git, Markdown, history, feeds, the search) another architecture would put as well.
 */
export const isReadersObject = (key: string): boolean =>
  OWN_KEYS.has(key) || (key.startsWith(PAGES[0]) && key.endsWith(PAGES[1]));
