import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type RunningEdge, startDev, temporaryFolder } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };
const LONG = `# Rivers\n\nText. See [[Mill]].\n\n## Currents\n\n${'Text.\n\n'.repeat(60)}## Banks\n\nText.\n\n### Left\n\nText.\n`;
const MANY = Array.from({ length: 60 }, (_, folder) => [
  `Folder_${folder}`,
  0,
  Array.from({ length: 100 }, (_, page) => `Page_${folder * 100 + page}`),
]);

let edge: RunningEdge;
let browser: Browser;
const removals: (() => void)[] = [];

beforeAll(async () => {
  const data = join(
    temporaryFolder((remove) => removals.push(remove)),
    'data',
  );
  [edge, browser] = await Promise.all([startDev(['--data', data]), launchBrowser()]);
  const session = await connect(edge.mcp, edge.token);
  await session.call('write_page', { wiki: 'me/notes', path: 'Places/Rivers', content: LONG });
  await session.call('write_page', {
    wiki: 'me/notes',
    path: 'Mill',
    content: '---\nstatus: draft\n---\n# Mill\n\nSee [[Rivers]].\n',
  });
  await session.call('write_page', {
    wiki: 'me/notes',
    path: 'Names',
    content: '# Names\n\n[[Soil]], [[soil]], [[Same]], [[Nobody]].\n',
  });
  await session.close();
});
afterAll(async () => {
  await browser.close();
  await edge.stop();
  for (const remove of removals) remove();
});

async function open(path: string, options: BrowserContextOptions = {}, pages?: unknown[]): Promise<WatchedPage> {
  const watched = await openPage(browser, { viewport: DESKTOP, ...options });
  onTestFinished(() => watched.context.close());
  if (pages) await watched.page.route('**/-/sidebar.json', (route) => route.fulfill({ json: { pages } }));
  await watched.page.goto(edge.url + path);
  await watched.settled();
  return watched;
}

const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const themeButton = (page: Page) => page.getByRole('button', { name: /^Theme/ });
const filter = (page: Page) => page.getByRole('searchbox', { name: 'Filter pages' });

describe('the table of contents', () => {
  it.each([true, false])('stands beside the content on a desktop (JavaScript: %s)', async (javaScriptEnabled) => {
    const { page } = await open('Places/Rivers', { javaScriptEnabled });
    const link = page.locator('.toc a', { hasText: 'Banks' });
    const [beside, text] = await Promise.all([link.boundingBox(), page.locator('article p').first().boundingBox()]);
    expect(beside?.x).toBeGreaterThan((text?.x ?? 0) + (text?.width ?? Number.POSITIVE_INFINITY));
    expect(await page.locator('.toc summary').isVisible()).toBe(false);
    await link.click();
    expect(page.url()).toMatch(/#banks$/);
    expect(await link.isVisible()).toBe(true);
  });

  it('leaves its column empty where there is none', async () => {
    const { page } = await open('Mill');
    const left = (selector: string) =>
      page.locator(selector).evaluate((element) => element.getBoundingClientRect().left);
    expect(await left('main > .properties')).toBe(await left('main > article'));
  });

  it.each([true, false])('is folded over the content on a phone (JavaScript: %s)', async (javaScriptEnabled) => {
    const { page } = await open('Places/Rivers', { viewport: PHONE, javaScriptEnabled });
    const link = page.locator('.toc a', { hasText: 'Banks' });
    expect(await link.isVisible()).toBe(false);
    await page.locator('.toc summary').focus();
    await page.keyboard.press('Enter');
    expect(await link.isVisible()).toBe(true);
  });
});

describe('the theme', () => {
  it('is what the reader chose, on every page, from the first frame on', async () => {
    const { page, problems } = await open('Mill', { colorScheme: 'light' });
    const light = await background(page);
    await page.addInitScript(() =>
      requestAnimationFrame(() => {
        document.documentElement.dataset.firstFrame = getComputedStyle(document.body).backgroundColor;
      }),
    );
    await themeButton(page).press('Enter');
    expect(await background(page)).toBe(light);
    await themeButton(page).press(' ');
    const dark = await background(page);
    expect(dark).not.toBe(light);
    expect(await themeButton(page).getAttribute('aria-label')).toBe('Theme: dark');
    await page.locator('main a', { hasText: 'Rivers' }).click();
    await page.waitForURL('**/Places/Rivers');
    await page.waitForFunction(() => document.documentElement.dataset.firstFrame);
    expect(await page.evaluate(() => document.documentElement.dataset.firstFrame)).toBe(dark);
    await themeButton(page).click();
    await page.goBack();
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'system');
    expect(await background(page)).toBe(light);
    expect(problems).toEqual([]);
  });

  it("is the system's without JavaScript, and no button pretends otherwise", async () => {
    const { page } = await open('Mill', { colorScheme: 'dark', javaScriptEnabled: false });
    expect(await background(page)).toBe('rgb(21, 25, 27)');
    expect(await page.locator('.theme').isVisible()).toBe(false);
    expect(await page.locator('.filter').isVisible()).toBe(false);
  });
});

describe('the list of pages', () => {
  it('is there in the first frame of the next page, without any layout shift', async () => {
    const watched = await open('Mill');
    await watched.page.addInitScript(() =>
      requestAnimationFrame(() => {
        document.documentElement.dataset.firstFrame = String(document.querySelectorAll('.pages li').length);
      }),
    );
    await watched.page.locator('main a', { hasText: 'Rivers' }).click();
    await watched.page.waitForURL('**/Places/Rivers');
    await watched.page.waitForFunction(() => document.documentElement.dataset.firstFrame);
    expect(Number(await watched.page.evaluate(() => document.documentElement.dataset.firstFrame))).toBeGreaterThan(3);
    expect(await watched.layoutShift()).toBe(0);
  });

  it('is narrowed by words in any order and case, and whole again when they are gone', async () => {
    const { page, problems } = await open('Mill', {}, MANY);
    await page.keyboard.press('f');
    await page.keyboard.type('5999 FOLDER');
    expect(await page.locator('.found a').allTextContents()).toEqual(['Page 5999Folder 59']);
    expect(await page.locator('.pages').textContent()).toContain('1 found');
    expect(await page.getByRole('button', { name: 'Folder 3', exact: true }).isVisible()).toBe(false);
    await page.keyboard.press('Escape');
    expect(await page.locator('.found').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Folder 3', exact: true }).isVisible()).toBe(true);
    expect(problems).toEqual([]);
  });

  it('opens what is found by keys: Enter the first, the arrows go to the others and back', async () => {
    const { page } = await open('Mill', {}, MANY);
    await page.keyboard.type('fpage 599');
    const focused = () => page.evaluate(() => document.activeElement?.firstChild?.textContent ?? '');
    const seen: string[] = [];
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowUp', 'ArrowDown']) {
      await page.keyboard.press(key);
      seen.push(await focused());
    }
    expect(seen).toEqual(['Page 599', 'Page 1599', 'Page 599', '', 'Page 599']);
    await page.keyboard.press('Escape');
    expect(await filter(page).inputValue()).toBe('');
    await page.keyboard.type('rivers');
    await page.keyboard.press('Enter');
    expect(page.url()).toMatch(/Mill$/);
    await filter(page).fill('5999');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/Folder_59/Page_5999');
  });

  it('tells how many are found over them, and is then where it was', async () => {
    const { page } = await open('Mill', {}, MANY);
    const scrolled = () => page.locator('.pages').evaluate((nav) => nav.scrollTop);
    await page.locator('.pages').evaluate(async (nav) => {
      const scrolled = new Promise((resolve) => nav.addEventListener('scroll', resolve, { once: true }));
      nav.scrollTo({ top: 700, behavior: 'instant' });
      await scrolled;
    });
    await page.keyboard.type('fpage 5');
    const status = page.locator('.pages').getByRole('status');
    const [told, first] = await Promise.all([status.boundingBox(), page.locator('.found a').first().boundingBox()]);
    expect(told?.y).toBeLessThan(first?.y ?? 0);
    await page.locator('.found a').nth(90).focus();
    await page.keyboard.press('Escape');
    expect(await scrolled()).toBe(700);
    expect(await status.textContent()).toBe('');
  });

  it('makes no more of 6,000 pages than can be read', async () => {
    const { page } = await open('Mill', {}, MANY);
    expect(await page.locator('.pages li').count()).toBe(60);
    await filter(page).fill('page');
    expect(await page.locator('.found a').count()).toBe(100);
    expect(await page.locator('.pages').textContent()).toContain('6000 found');
  });

  it('shows the page that is read, however far down it is', async () => {
    const { page } = await open('Mill', {}, [...Array.from({ length: 200 }, (_, page) => `Page_${page}`), 'Mill']);
    const current = page.locator('.pages [aria-current]');
    expect(await current.evaluate((link) => link.getBoundingClientRect().bottom)).toBeLessThan(DESKTOP.height);
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });
});

describe('what is known once the list of pages is there', () => {
  const PAGES = [
    'Home',
    ['Ground', 0, [['Earth', 'Soil'], ['Sand', 'Same'], 'index']],
    ['Places', 1, ['Rivers', ['Stones', 'Same']]],
    'Mill',
  ];
  const classes = (page: Page) =>
    page
      .locator('article a')
      .evaluateAll((links) =>
        links.map((link) => [(link as HTMLAnchorElement).pathname.slice('/me/notes/'.length), link.className]),
      );

  it('shows that a page is called by its title, too: such a link is not marked as missing', async () => {
    const { page } = await open('Names', {}, PAGES);
    // Of two pages with one name neither: the address lists both.
    expect(await classes(page)).toEqual([
      ['Ground/Earth', ''],
      ['Ground/Earth', ''],
      ['Same', ''],
      ['Nobody', 'missing'],
    ]);
  });

  it('lets folders over a page lead to the page of the folder', async () => {
    const { page, layoutShift } = await open('-/history/Places/Rivers', {}, PAGES);
    const crumbs = page.locator('.crumbs li');
    expect(await page.locator('h1').textContent()).toBe('History of Places / Rivers');
    expect(await crumbs.allTextContents()).toEqual(['Home', 'Places', 'Rivers']);
    expect(await layoutShift()).toBe(0);
    await crumbs.getByRole('link', { name: 'Places' }).click();
    await page.waitForURL('**/me/notes/Places');
  });

  it('names the page that a view is about by its title', async () => {
    const { page, layoutShift } = await open('-/history/Places/Rivers', {}, [
      ['Places', 0, [['Rivers', 'All <rivers>']]],
    ]);
    expect(await page.locator('h1').textContent()).toBe('History of All <rivers>');
    expect(await page.title()).toBe('History of All <rivers> · me/notes');
    expect(await page.locator('.crumbs a', { hasText: 'Places' }).count()).toBe(0);
    expect(await layoutShift()).toBe(0);
  });
});

describe.each([DESKTOP, PHONE])('an address that names nothing, in a window of $width', (viewport) => {
  it('shows the links of its wiki and the path that was asked for', async () => {
    const { page, layoutShift } = await open('Ground/&lt;b_x%26', { viewport });
    expect(await page.locator('.wiki').textContent()).toBe('me/notes');
    const home = new URL(edge.url).pathname;
    for (const [name, href] of Object.entries({
      Home: home,
      'A–Z': `${home}-/`,
      Changes: `${home}-/changes`,
      'All pages': `${home}-/`,
    }))
      expect(await page.locator('[data-to]', { hasText: name }).getAttribute('href')).toBe(href);
    expect(await page.locator('article p').last().textContent()).toContain('with the path Ground/&lt;b_x&.');
    expect(await layoutShift()).toBe(0);
  });

  it('shows no link that leads nowhere without JavaScript', async () => {
    const { page } = await open('Nothing', { viewport, javaScriptEnabled: false });
    expect(await page.getByRole('link', { name: 'Changes' }).count()).toBe(0);
    expect(await page.getByText('Changes', { exact: true }).isVisible()).toBe(false);
  });

  it('offers the list of keys', async () => {
    const { page } = await open('Nothing', { viewport });
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    expect(await page.getByRole('dialog').isVisible()).toBe(true);
  });
});

describe('the keyboard', () => {
  it('goes home by g and h, but not while something is typed', async () => {
    const { page } = await open('Mill');
    await page.keyboard.type('fgh');
    expect(await filter(page).inputValue()).toBe('gh');
    await filter(page).blur();
    await page.keyboard.type('gh');
    await page.waitForURL(edge.url);
  });

  it('reaches everything over the page, beginning with the link to the content', async () => {
    const { page } = await open('Mill');
    const names: (string | null)[] = [];
    for (let presses = 0; presses < 8; presses++) {
      await page.keyboard.press('Tab');
      names.push(
        await page.evaluate(() => document.activeElement?.ariaLabel || document.activeElement?.textContent || ''),
      );
    }
    expect(names).toEqual([
      'Skip to content',
      'me/notes',
      'Search this wiki',
      'Home',
      'A–Z',
      'Changes',
      'Account',
      'Theme: system',
    ]);
  });
});

describe('going from page to page', () => {
  it('begins while the pointer rests on the link', async () => {
    const { page, problems } = await open('Mill');
    const prefetched = page.context().waitForEvent('request', (request) => request.url().endsWith('/Places/Rivers'));
    await page.locator('main a', { hasText: 'Rivers' }).hover();
    expect((await (await prefetched).allHeaders())['sec-purpose']).toContain('prefetch');
    expect(problems).toEqual([]);
  });

  it.each(['no-preference', 'reduce'] as const)('fades with %s of motion', async (reducedMotion) => {
    const { page } = await open('Mill', { reducedMotion });
    await page.addInitScript(() =>
      addEventListener('pagereveal', (event) => {
        document.documentElement.dataset.fades = String(
          (event as unknown as { viewTransition: unknown }).viewTransition !== null,
        );
      }),
    );
    await page.locator('main a', { hasText: 'Rivers' }).click();
    await page.waitForURL('**/Places/Rivers');
    await page.waitForFunction(() => document.documentElement.dataset.fades);
    expect(await page.evaluate(() => document.documentElement.dataset.fades)).toBe(String(reducedMotion !== 'reduce'));
  });

  it('is nothing that paper needs: printed, the page is its content', async () => {
    const { page } = await open('Places/Rivers', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    for (const name of ['.top', '.pages', '.toc']) expect(await page.locator(name).isVisible()).toBe(false);
    expect(await background(page)).toBe('rgb(255, 255, 255)');
  });
});
