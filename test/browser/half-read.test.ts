import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openPage, type WatchedPage } from '../support/browser.ts';
import { type HaltingProxy, startHaltingProxy } from '../support/halting-proxy.ts';
import { type BrowsedWiki, browseWiki } from './browse-wiki.ts';

const PATH = '/me/notes/Places/Rivers';
const VIEWPORT = { width: 1280, height: 800 };
/** So many of another page, and a browser that paints this one has painted it. */
const FRAMES = 10;
const LONG = `# Rivers\n\nText.\n\n## Currents\n\n| Gauge | Level |\n| - | - |\n| Mill | 1 |\n\n## Banks\n\n${'Text.\n\n'.repeat(60)}## Mouth\n\nText.\n`;

let wiki: BrowsedWiki;
let proxy: HaltingProxy;
beforeAll(async () => {
  wiki = await browseWiki({ 'Places/Rivers': LONG, Mill: '# Mill\n\nSee [[Places/Rivers]].\n' });
  proxy = await startHaltingProxy(wiki.edge.url);
});
afterAll(async () => {
  await proxy.close();
  await wiki.stop();
});

async function open(path: string): Promise<WatchedPage> {
  const watched = await openPage(wiki.browser, { viewport: VIEWPORT });
  onTestFinished(() => watched.context.close());
  await watched.page.goto(proxy.origin + path, { waitUntil: 'networkidle' });
  return watched;
}

const paintFrames = (page: Page, count: number) =>
  page.evaluate(async (frames) => {
    for (let frame = 0; frame < frames; frame++) await new Promise(requestAnimationFrame);
  }, count);

/** Goes to the page, of which a first part comes, and then, when `meanwhile` has ended, the rest. */
async function readInTwoParts({ page }: WatchedPage, lastOfFirst: string, meanwhile: () => Promise<void>) {
  await page.locator('main a', { hasText: 'Rivers' }).click({ noWaitAfter: true });
  await page.locator(lastOfFirst).last().waitFor({ state: 'attached' });
  await meanwhile();
  proxy.goOn();
  await page.waitForLoadState('networkidle');
  await paintFrames(page, 2);
}

describe('a page that comes in two parts', () => {
  it.each([
    ['its header', '.top nav li', '<li><a href="/me/notes/-/changes'],
    ['its table of contents', '.toc ol', '<article'],
    ['a table', 'th', '<th>Level'],
    ['its text', 'article p', '<footer'],
    ['its content', 'footer', '<nav id="Holt-pages"'],
    ['all that is seen of it', '.filter', '</body>'],
  ])('is not painted after %s, but whole, with the list of pages, and nothing moves', async (_what, last, rest) => {
    const watched = await open('/me/notes/Mill');
    const { page } = watched;
    const other = await wiki.browser.newPage();
    onTestFinished(() => other.close());
    await page.addInitScript(() =>
      requestAnimationFrame(() => {
        document.documentElement.dataset.firstFrame = String(document.querySelectorAll('.pages li').length);
      }),
    );
    proxy.haltAt(PATH, rest);
    await readInTwoParts(watched, last, () => paintFrames(other, FRAMES));
    expect(Number(await page.evaluate(() => document.documentElement.dataset.firstFrame))).toBeGreaterThan(3);
    expect(await watched.layoutShift()).toBe(0);
  });

  it('has its table of contents where it stays, where a browser paints each part as it comes', async () => {
    const watched = await open('/me/notes/Mill');
    const place = () => watched.page.locator('.toc').boundingBox();
    let painted: Awaited<ReturnType<typeof place>> | undefined;
    proxy.haltAt(PATH, '<article', (html) => html.replace(/<link rel="expect"[^>]*>/, ''));
    await readInTwoParts(watched, '.toc ol', async () => {
      await paintFrames(watched.page, 2);
      painted = await place();
    });
    expect(painted).toEqual(await place());
    expect(await watched.layoutShift()).toBe(0);
  });
});
