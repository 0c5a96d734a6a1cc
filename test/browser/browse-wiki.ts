import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type RunningEdge, startDev, temporaryFolder } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';

export interface BrowsedWiki {
  edge: RunningEdge;
  browser: Browser;
  /** Opens a page of the wiki in a context of its own, until the test ends, and waits until it has settled. */
  open(path: string, options?: BrowserContextOptions): Promise<WatchedPage>;
  stop(): Promise<void>;
}

/** `holt dev` with these pages, written one after the other, and a browser. Stop it after the tests. */
export async function browseWiki(pages: Readonly<Record<string, string>>): Promise<BrowsedWiki> {
  const removals: (() => void)[] = [];
  const data = join(
    temporaryFolder((remove) => removals.push(remove)),
    'data',
  );
  const [edge, browser] = await Promise.all([startDev(['--data', data]), launchBrowser()]);
  const session = await connect(edge.mcp, edge.token);
  for (const [path, content] of Object.entries(pages))
    await session.call('write_page', { wiki: 'me/notes', path, content });
  await session.close();
  return {
    edge,
    browser,
    open: (path, options) => openIn(browser, edge.url + path, options),
    async stop() {
      await browser.close();
      await edge.stop();
      for (const remove of removals) remove();
    },
  };
}

/** @param change of the document's HTML, before the browser reads it */
export async function openIn(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  change?: (html: string) => string,
): Promise<WatchedPage> {
  const watched = await openPage(browser, { viewport: { width: 1280, height: 800 }, ...options });
  onTestFinished(() => watched.context.close());
  if (change !== undefined) {
    await watched.page.route(url, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: change(await response.text()) });
    });
  }
  await watched.page.goto(url);
  await watched.settled();
  return watched;
}
