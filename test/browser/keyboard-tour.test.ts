import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowsedWiki, browseWiki } from './browse-wiki.ts';

const MOST_PRESSES = 60;

let wiki: BrowsedWiki;
beforeAll(async () => {
  wiki = await browseWiki({
    'Places/Mill': '# Mill\n\nSee [[Places/Weir]].\n',
    'Places/Weir': '# Weir\n\nText.\n',
    'Notes/Count': '# Count\n\nEleven.\n',
  });
});
afterAll(() => wiki.stop());

/** What the focus is on, and whether its outline is drawn in the window. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    const { top, bottom, left, right } = element.getBoundingClientRect();
    const { outlineStyle } = getComputedStyle(element);
    return {
      name: (element.ariaLabel ?? element.textContent ?? '').trim(),
      isSeen: outlineStyle !== 'none' && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
    };
  });

/** Goes on with Tab until something of that name has the focus; everything on the way must show that it has it. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < MOST_PRESSES; presses++) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    expect(now).toEqual({ ...now, isSeen: true });
    if (now.name === name) return;
  }
  throw new Error(`Tab does not reach ${name}.`);
}

const heading = (page: Page) => page.locator('h1').textContent();

it('a reader goes from page to page, through the filter, the tree, the changes, a commit and the history, and back, by keys alone', async () => {
  const { page, problems } = await wiki.open('Places/Mill', { reducedMotion: 'reduce' });
  const goes = async (key: string, url: string) => {
    // Passing the search field loads its script, which leaving the page would break off.
    await page.waitForLoadState('networkidle');
    await page.keyboard.press(key);
    await page.waitForURL(url);
    await page.waitForLoadState('networkidle');
  };

  // Past the header, to the content.
  await page.keyboard.press('Tab');
  expect((await focused(page)).name).toBe('Skip to content');
  await page.keyboard.press('Enter');
  await tabTo(page, 'Places/Weir');
  await goes('Enter', '**/Places/Weir');

  // The filter finds a page.
  await page.keyboard.press('f');
  await page.keyboard.type('coun');
  await page.locator('.found a').first().waitFor();
  await tabTo(page, 'CountNotes');
  await goes('Enter', '**/Notes/Count');

  // The tree: a folder is opened, and a page of it.
  await page.keyboard.press('f');
  await tabTo(page, 'Places');
  await page.keyboard.press('Enter');
  await tabTo(page, 'Mill');
  await goes('Enter', '**/Places/Mill');
  expect(await heading(page)).toBe('Mill');

  // The changes, a commit, the page it changed, and its history.
  await tabTo(page, 'Changes');
  await goes('Enter', '**/-/changes');
  await tabTo(page, 'Write Notes/Count');
  await goes('Enter', '**/-/commit/*');
  await tabTo(page, 'Notes/Count');
  await goes('Enter', '**/Notes/Count');
  await tabTo(page, 'History');
  await goes('Enter', '**/-/history/Notes/Count');

  // And back as far as it began; the key for that is the browser's own.
  const way = [
    'Notes/Count',
    '-/commit/*',
    '-/changes',
    'Places/Mill',
    'Notes/Count',
    'Places/Weir',
    'Places/Mill#Holt-content',
  ];
  for (const path of way) {
    await page.goBack({ waitUntil: 'networkidle' });
    await page.waitForURL(wiki.edge.url + path);
  }
  expect(problems).toEqual([]);
});

it('a reader who wants no motion gets none', async () => {
  const { page } = await wiki.open('Places/Mill', { reducedMotion: 'reduce' });
  await page.goto(`${wiki.edge.url}Places/Mill#mill`, { waitUntil: 'networkidle' });
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe('auto');
});
