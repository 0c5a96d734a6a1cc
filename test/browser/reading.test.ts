import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type RunningEdge, startDev, temporaryFolder } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';

let edge: RunningEdge;
let browser: Browser;
const removals: (() => void)[] = [];

const PAGES: Record<string, string> = {
  'Design/Overview':
    '# Overview\n\nSee [[Details]], [[Nowhere]] and [[Design/Choices|the choices]].\n\n## Second part\n\nText.\n',
  'Design/Details': '# Details\n\n- [x] done\n- [ ] open\n\n| a | b |\n| - | - |\n| 1 | 2 |\n',
  'Design/Choices': '---\ntitle: What we chose\nstatus: draft\n---\n\nText without a heading.\n',
  Hostile:
    '# Hostile\n\n<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>\n\n[x](javascript:document.title="owned")\n',
};

beforeAll(async () => {
  [edge, browser] = await Promise.all([
    startDev([
      '--data',
      join(
        temporaryFolder((remove) => removals.push(remove)),
        'data',
      ),
    ]),
    launchBrowser(),
  ]);
  const session = await connect(edge.mcp, edge.token);
  for (const [path, content] of Object.entries(PAGES))
    await session.call('write_page', { wiki: 'me/notes', path, content });
  await session.close();
});
afterAll(async () => {
  await browser.close();
  await edge.stop();
  for (const remove of removals) remove();
});

async function open(path: string, options = {}): Promise<WatchedPage> {
  const watched = await openPage(browser, options);
  onTestFinished(() => watched.context.close());
  await watched.page.goto(edge.url + path);
  await watched.settled();
  return watched;
}

const sidebarLinks = (watched: WatchedPage) => watched.page.locator('nav a', { hasText: 'Agent Guide' });

describe('a page in a browser', () => {
  it.each([
    ['a phone', { width: 390, height: 844 }],
    ['a desktop', { width: 1280, height: 800 }],
    ['a wide screen', { width: 1920, height: 1080 }],
  ])('gets its sidebar from the JSON without any layout shift, on %s', async (_title, viewport) => {
    const watched = await open('Design/Overview', { viewport });
    expect(await sidebarLinks(watched).count()).toBeGreaterThan(0);
    expect(await watched.layoutShift()).toBe(0);
    expect(watched.problems).toEqual([]);
    const overflow = await watched.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('marks the page that is read, and opens its folder', async () => {
    const { page } = await open('Design/Overview');
    const current = page.locator('nav [aria-current="page"]').first();
    expect(await current.textContent()).toContain('Overview');
    expect(await current.isVisible()).toBe(true);
  });

  it('marks links to pages that do not exist, and leads bare names to their page', async () => {
    const { page } = await open('Design/Overview');
    const missing = page.locator('main a.missing');
    expect(await missing.allTextContents()).toEqual(['Nowhere']);
    await page.locator('main a', { hasText: 'Details' }).click();
    await page.waitForURL('**/Design/Details');
    expect(await page.locator('h1').textContent()).toContain('Details');
  });

  it('shows a page written a moment ago, and what it was renamed to', async () => {
    const session = await connect(edge.mcp, edge.token);
    onTestFinished(() => session.close());
    await session.call('write_page', { wiki: 'me/notes', path: 'Fresh', content: '# Fresh\n\nJust now.\n' });
    const { page } = await open('Fresh');
    expect(await page.locator('main').textContent()).toContain('Just now.');
    expect(await page.locator('nav a', { hasText: 'Fresh' }).count()).toBeGreaterThan(0);
  });

  it.each(['', 'Design/Overview', 'Design/Choices', '-/', '-/changes', 'Nowhere_At_All'])(
    'is complete at %j without JavaScript, and leads to the index',
    async (path) => {
      const { page } = await open(path, { javaScriptEnabled: false });
      expect((await page.locator('main').textContent())?.length).toBeGreaterThan(20);
      if (path !== 'Nowhere_At_All')
        expect(await page.locator('a[href="/me/notes/-/"]').first().isVisible()).toBe(true);
    },
  );

  it('has an index that reaches every page without JavaScript', async () => {
    const { page } = await open('-/', { javaScriptEnabled: false });
    for (const path of ['', 'Getting_Started', 'Agent_Guide', ...Object.keys(PAGES)]) {
      expect(await page.locator(`main a[href="/me/notes/${path}"]`).count(), path).toBe(1);
    }
  });

  it('keeps the folders that the reader opened from page to page', async () => {
    const { page } = await open('');
    await page.locator('nav button', { hasText: 'Design' }).click();
    await page.locator('nav a', { hasText: 'Agent Guide' }).click();
    await page.waitForURL('**/Agent_Guide');
    await page.locator('nav a', { hasText: 'Details' }).waitFor({ state: 'visible' });
  });

  it('keeps its plain link to the index when the sidebar can not be had', async () => {
    const watched = await openPage(browser);
    onTestFinished(() => watched.context.close());
    await watched.page.route('**/-/sidebar.json', (route) => route.fulfill({ status: 503, body: 'down' }));
    await watched.page.goto(`${edge.url}Design/Overview`, { waitUntil: 'networkidle' });
    expect(await watched.page.locator('nav a[href="/me/notes/-/"]', { hasText: 'All pages' }).isVisible()).toBe(true);
    expect(await watched.page.locator('main a.missing').count()).toBe(0);
    expect(await watched.layoutShift()).toBe(0);
  });

  it('runs nothing that a page brings along', async () => {
    const { page, problems } = await open('Hostile');
    expect(await page.title()).not.toBe('owned');
    for (const link of await page.locator('main a').all())
      expect(await link.getAttribute('href')).not.toMatch(/^\s*javascript:/i);
    expect(problems).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('reads well in %s: text stands out from its background', async (colorScheme) => {
    const { page } = await open('Design/Overview', { colorScheme });
    const [text, background] = await page.evaluate(() => {
      const parse = (color: string) =>
        color
          .match(/[\d.]+/g)
          ?.slice(0, 3)
          .map(Number) as number[];
      return [
        parse(getComputedStyle(document.querySelector('main p') as Element).color),
        parse(getComputedStyle(document.body).backgroundColor),
      ];
    });
    expect(contrast(text as number[], background as number[])).toBeGreaterThan(7);
  });
});

/** Contrast ratio as WCAG 2.2 defines it. */
function contrast(a: number[], b: number[]): number {
  const luminance = (color: number[]) => {
    const [red = 0, green = 0, blue = 0] = color.map((value) => {
      const channel = value / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
