import { KEY_VALUES_KEY } from '@holt/edge';
import { MemoryObjectStore, openKeyValueStore } from '@holt/storage';
import { publishAssets } from '@holt/wiki';
import type { Browser } from 'playwright-core';
import { startLocalEdge } from '../../../packages/local/src/local-edge.ts';
import { launchBrowser } from '../../support/browser.ts';
import { buildSearchWiki } from '../search/build-search-wiki.ts';

/** What one view asks for, and what comes over the wire with headers, compressed as the edge does. */
export interface ViewCost {
  requests: number;
  bytes: number;
}

export interface MeasuredViews {
  /** By a browser that has nothing. */
  first: ViewCost;
  /** Of another page, soon after. */
  next: ViewCost;
  /** Of a page that it has seen and that is the same. */
  again: ViewCost;
}

/** What a browser loads for pages of a wiki of so many. */
export async function measureViews(pages: number): Promise<MeasuredViews> {
  const store = new MemoryObjectStore();
  const { id } = await buildSearchWiki(store, pages);
  await publishAssets(store);
  const edge = await startLocalEdge({
    store,
    keyValues: openKeyValueStore({ store, key: KEY_VALUES_KEY }),
    port: 0,
  });
  const browser = await launchBrowser();
  try {
    const view = (page: string) => `${edge.url}/${id}/Edited/${page}`;
    const [first, next, again] = await loadInTurn(browser, [view('Page_00'), view('Page_01'), view('Page_00')]);
    if (!first || !next || !again) throw new Error('A page was not loaded.');
    return { first, next, again };
  } finally {
    await browser.close();
    await edge.close();
  }
}

async function loadInTurn(browser: Browser, urls: readonly string[]): Promise<ViewCost[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  let seen: ViewCost = { requests: 0, bytes: 0 };
  // What the browser's own cache has does not reach the network, and loads 0 bytes.
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    if (encodedDataLength > 0) seen = { requests: seen.requests + 1, bytes: seen.bytes + encodedDataLength };
  });
  const views: ViewCost[] = [];
  for (const url of urls) {
    seen = { requests: 0, bytes: 0 };
    await page.goto(url, { waitUntil: 'networkidle' });
    views.push(seen);
  }
  return views;
}
