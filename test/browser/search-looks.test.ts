import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WatchedPage } from '../support/browser.ts';
import type { BrowsedWiki } from './browse-wiki.ts';
import {
  allResults,
  chosen,
  field,
  HOSTILE,
  options,
  results,
  search,
  startSearchedWiki,
  write,
} from './search-scene.ts';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

let wiki: BrowsedWiki;
beforeAll(async () => {
  wiki = await startSearchedWiki();
});
afterAll(() => wiki.stop());

describe('whatever people write', () => {
  it('is shown as text only: titles, headings, texts', async () => {
    const { page, problems } = await wiki.open('Notes/Count');
    await search(page, 'zymurgy');
    const option = options(page).first();
    await option.locator('mark').waitFor();
    expect(await option.locator('b').textContent()).toBe(`${HOSTILE}Zyzzyva`);
    expect(await option.locator('i').textContent()).toContain(HOSTILE);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/-/search?q=zymurgy');
    await results(page).first().waitFor();
    expect(await results(page).allTextContents()).toEqual([`${HOSTILE}Zyzzyva`]);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.dataset.owned)).toBeUndefined();
    expect(problems).toEqual([]);
  });

  it.each([
    HOSTILE,
    '"',
    '((((a+)+)+)+$',
    '.*+?^$()|[]{}\\',
    '-',
    'tag:',
    'path:../../x',
    '%00%ff',
    '\u0000\u202e\ud800',
    'constructor __proto__',
    'ab '.repeat(60),
    'x'.repeat(5000),
  ])('is searched for without harm, in the field and in the address: %j', async (text) => {
    const { page, problems } = await wiki.open(`-/search?q=${encodeURIComponent(text.toWellFormed())}`);
    await page.locator('main div > p, main .tips').first().waitFor();
    await page.goto(`${wiki.edge.url}Notes/Count`, { waitUntil: 'networkidle' });
    await page.keyboard.press('/');
    await field(page).fill(text);
    await page.locator('.panel :is(.remarks > p, .tips, [role=option])').first().waitFor();
    expect(await page.locator('.panel img').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.dataset.owned)).toBeUndefined();
    expect(problems).toEqual([]);
  });
});

const findViolations = async ({ page }: WatchedPage) => {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: Pick<typeof axe, 'run'> }).axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
    );
  });
};

const width = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe.each([
  ['a phone', { viewport: PHONE, isMobile: true, hasTouch: true }],
  ['a desktop', { viewport: DESKTOP }],
  ['a desktop at 200 %', { viewport: { width: 640, height: 400 } }],
])('on %s', (_screen, screen) => {
  it.each(['light', 'dark'] as const)('nothing that axe finds is wrong, in %s', async (colorScheme) => {
    const watched = await wiki.open('Notes/Count', { ...screen, colorScheme, bypassCSP: true });
    const { page } = watched;
    await page.keyboard.press('/');
    await page.locator('.tips').waitFor();
    expect(await findViolations(watched)).toEqual([]);
    await page.keyboard.type('sluice');
    await options(page).locator('mark').first().waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await findViolations(watched)).toEqual([]);
    await field(page).fill('carpentrs ');
    await page.locator('.remarks p', { hasText: 'Searched for' }).waitFor();
    expect(await findViolations(watched)).toEqual([]);
    await page.goto(`${wiki.edge.url}-/search?q=sluice`);
    await results(page).first().waitFor();
    expect(await findViolations(watched)).toEqual([]);
  });

  it('nothing moves, and nothing is wider than the window', async () => {
    const { page, layoutShift } = await wiki.open('Places/Mill', screen);
    await page.keyboard.press('/');
    await page.locator('.tips').waitFor();
    for (const letter of 'grayling') {
      await page.keyboard.type(letter);
      await page.waitForLoadState('networkidle');
    }
    await options(page).locator('mark').first().waitFor();
    await page.keyboard.press('ArrowUp');
    expect(await width(page)).toBeLessThanOrEqual(0);
    expect(await layoutShift()).toBe(0);
    await page.goto(`${wiki.edge.url}-/search?q=grayling`, { waitUntil: 'networkidle' });
    await results(page).first().waitFor();
    expect(await width(page)).toBeLessThanOrEqual(0);
    expect(await layoutShift()).toBe(0);
  });
});

it('on a phone what is found has the whole window, is opened by a tap, and closed by a button', async () => {
  const { page } = await wiki.open('Notes/Count', { viewport: PHONE, isMobile: true, hasTouch: true });
  const form = page.locator('form[role=search]');
  await field(page).tap();
  await page.getByRole('button', { name: 'Close' }).waitFor();
  expect(await form.boundingBox()).toMatchObject({ x: 0, y: 0, ...PHONE });
  await page.getByRole('button', { name: 'Close' }).tap();
  expect((await form.boundingBox())?.height).toBeLessThan(60);
  await field(page).tap();
  await page.keyboard.type('sluice');
  await allResults(page, 'sluice').waitFor();
  await options(page).filter({ hasText: 'Weir' }).first().tap();
  await page.waitForURL('**/Places/Weir*');
});

it('on a phone a mark of each excerpt is seen, and of a long path the end', async () => {
  const heading = `What stands above ${'all of the words that follow '.repeat(4)}`;
  const folder = 'A_Folder_with_a_Long_Name/Another_Folder_with_a_Long_Name/Near';
  const words = 'A lantern-bearer’s countermanded misunderstandings notwithstanding, nearby';
  await write(wiki, `${folder}/Vole`, `# Vole\n\n## ${heading}\n\n${words} ptarmigan ${words}.\n`);
  await write(wiki, `${folder}/Stoat`, `# Stoat\n\n## ${heading}\n\n${'遠'.repeat(90)} ptarmigan ${words}.\n`);
  await write(wiki, `${folder}/Hare`, `# Hare\n\n## ${heading} ptarmigan\n\n${words}.\n`);
  const { page, layoutShift } = await wiki.open('Notes/Count', { viewport: PHONE, isMobile: true, hasTouch: true });
  await search(page, 'ptarmigan');
  await options(page).locator('mark').nth(2).waitFor();
  const seen = await options(page).evaluateAll((all) =>
    all.slice(0, 3).map((option) => {
      const isSeen = ({ right, bottom }: DOMRect, element: Element | null): boolean => {
        const box = element?.getBoundingClientRect();
        return box !== undefined && right <= box.right + 1 && bottom <= box.bottom + 1;
      };
      const mark = option.querySelector('mark') as Element;
      const small = option.querySelector('small') as Element;
      const path = small.firstElementChild?.getBoundingClientRect() as DOMRect;
      const title = option.querySelector('b')?.getBoundingClientRect() as DOMRect;
      return [
        isSeen(mark.getBoundingClientRect(), mark.closest('span, i')),
        isSeen(path, small) && path.top >= title.bottom - 1,
      ];
    }),
  );
  expect(seen).toEqual(Array(3).fill([true, true]));
  expect(await layoutShift()).toBe(0);
});

it('is seen where colours are forced, and not in print', async () => {
  const { page } = await wiki.open('Notes/Count', { forcedColors: 'active' });
  await search(page, 'sluice');
  await page.keyboard.press('ArrowDown');
  expect(await chosen(page).evaluate((option) => getComputedStyle(option).outlineStyle)).toBe('solid');
  await page.emulateMedia({ media: 'print' });
  expect(await options(page).first().isVisible()).toBe(false);
  expect(await field(page).isVisible()).toBe(false);
});
