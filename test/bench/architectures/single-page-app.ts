import { dashUrl, HOME_PAGE, pageUrl, wikiUrl } from '@holt/edge';
import type { CountingStore } from '@holt/storage/testing';
import { renderShell } from '../../../packages/site/src/shell.ts';
import { type Architecture, WIKI } from './architecture.ts';
import { LOOKS, respondAsset } from './assets.ts';
import { LIST_KEY, putPageList } from './page-list.ts';
import type { SpaFiles, SpaPart } from './spa/build-spa.ts';
import type { StoredPage } from './spa/view.ts';

const { owner, name } = WIKI;
const SCRIPTS_URL = '/assets/spa/';
const PAGES_URL = dashUrl(owner, name, 'page/');
const SIDEBAR_URL = dashUrl(owner, name, 'sidebar.json');
const SHELL_KEY = 'shell.html';
const keyOf = (path: string) => `page/${path}.json`;
const JSON_TYPE = 'application/json; charset=utf-8';
const HTML = 'text/html; charset=utf-8';

/** Holt's own, and the rules for what to fetch ahead: the application fetches no pages. */
const SCRIPTS = /<script[^>]*>[\s\S]*?<\/script>/g;

/** The same shell for all pages, with the application's scripts instead of Holt's. */
function shellOf({ start, app, imports }: SpaFiles): string {
  const preloads = imports.map((file) => `<link rel="modulepreload" href="${SCRIPTS_URL}${file}">`).join('');
  const scripts = `<script>${start}</script>${preloads}<script type="module" src="${SCRIPTS_URL}${app}"></script>`;
  const shell = renderShell({ wiki: WIKI, title: 'Wiki', noIndex: true, main: [] }).replace(SCRIPTS, '');
  return shell.replace('</head>', () => `${scripts}</head>`);
}

/** Where the Markdown of a page is, with its last change. */
function pageDataUrl(path: string): string {
  const rest = pageUrl(owner, name, path).slice(wikiUrl(owner, name).length) || HOME_PAGE;
  return `${PAGES_URL}${rest}.json`;
}

/** What the renderer loads for a page, told by what came of it. */
function partsFor(html: string): SpaPart[] {
  return [
    ...(html.includes('<span class="c-') ? ['highlighter' as const] : []),
    ...(html.includes('<math') ? ['temml' as const] : []),
    ...(html.includes('class="diagram"') ? ['drawer' as const] : []),
  ];
}

/** D: a shell for all pages, and Markdown that the browser renders. */
export function openSinglePageApp(store: CountingStore, spa: SpaFiles): Architecture {
  const partsOf = new Map<string, SpaPart[]>();
  return {
    name: 'D: single-page app',
    traits: { requestsAMiss: 1, functionsAMiss: 0, requestsInARow: 2, withoutScript: 'nothing' },
    store,
    async publish(pages) {
      if ((await store.head(SHELL_KEY)) === undefined) await store.put(SHELL_KEY, shellOf(spa), { contentType: HTML });
      for (const { path, markdown, rendered, lastChange } of pages) {
        const page: StoredPage = { markdown, lastChange };
        partsOf.set(path, partsFor(rendered.html));
        await store.put(keyOf(path), JSON.stringify(page), { contentType: JSON_TYPE });
      }
      await putPageList(store, pages);
    },
    async view(path) {
      const parts = (partsOf.get(path) ?? []).flatMap((part) => spa.parts[part]);
      const scripts = [...new Set([spa.app, ...spa.imports, ...parts])].map((file) => SCRIPTS_URL + file);
      const data = pageDataUrl(path);
      return {
        first: [pageUrl(owner, name, path), ...LOOKS, ...scripts, data, SIDEBAR_URL],
        next: [data],
        unchanged: [],
      };
    },
    async respond(url) {
      if (url.startsWith(SCRIPTS_URL)) {
        const body = spa.files.get(url.slice(SCRIPTS_URL.length));
        return body && { contentType: 'text/javascript; charset=utf-8', body };
      }
      if (url.startsWith('/assets/')) return respondAsset(url);
      const isPage = url.startsWith(PAGES_URL);
      const key = isPage ? keyOf(decodeURIComponent(url.slice(PAGES_URL.length, -'.json'.length))) : LIST_KEY;
      const object = await store.get(isPage || url === SIDEBAR_URL ? key : SHELL_KEY);
      return object && { contentType: object.contentType, body: object.body };
    },
  };
}
