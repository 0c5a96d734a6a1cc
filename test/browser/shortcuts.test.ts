import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowsedWiki, browseWiki } from './browse-wiki.ts';

let wiki: BrowsedWiki;
beforeAll(async () => {
  wiki = await browseWiki({ 'Places/Mill': '# Mill\n\nText.\n' });
});
afterAll(() => wiki.stop());

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Keyboard shortcuts' });
const filter = (page: Page) => page.getByRole('searchbox', { name: 'Filter pages' });
const search = (page: Page) => page.getByLabel('Search this wiki');

/** Whether the focus is in one of the elements. */
const isFocused = (elements: Locator) =>
  elements.evaluateAll((all) => all.some((element) => element === document.activeElement));

describe('single keys', () => {
  it.each([
    ['e', '**/Places/Mill.md'],
    ['gh', '**/me/notes/'],
  ])('%s leads to %s', async (keys, url) => {
    const { page } = await wiki.open('Places/Mill');
    await page.keyboard.type(keys);
    await page.waitForURL(url);
  });

  it('e shows the source without an error', async () => {
    const { page, problems } = await wiki.open('Places/Mill');
    await page.keyboard.press('e');
    await page.waitForURL('**/Places/Mill.md');
    await page.waitForLoadState('networkidle');
    // Browsers look for an icon of their own beside a text.
    expect(problems.filter((problem) => !problem.includes('status of 404'))).toEqual([]);
  });

  it.each([
    ['/', 'the search', search],
    ['f', 'the filter of the tree', filter],
  ])('%s goes to %s', async (key, _what, field) => {
    const { page } = await wiki.open('Places/Mill');
    await page.keyboard.press(key);
    expect(await isFocused(field(page))).toBe(true);
    expect(await field(page).inputValue()).toBe('');
  });

  it('? tells them, and nothing acts until that is closed', async () => {
    const { page, problems } = await wiki.open('Places/Mill');
    await page.keyboard.press('?');
    await dialog(page).getByText('Use single-key shortcuts').waitFor();
    expect(await dialog(page).locator('dt').allTextContents()).toEqual(['/', 'f', 'gh', 'e', '?']);
    await page.keyboard.type('ghf/e');
    expect(page.url()).toMatch(/Mill$/);
    await page.keyboard.press('Escape');
    expect(await dialog(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await dialog(page).getByRole('button', { name: 'Close' }).click();
    expect(await dialog(page).count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it('can be switched off, for good, and on again', async () => {
    const { page } = await wiki.open('Places/Mill');
    const box = dialog(page).getByRole('checkbox');
    await page.keyboard.press('?');
    await box.press(' ');
    await page.keyboard.press('Escape');
    await page.reload({ waitUntil: 'networkidle' });
    expect(await page.locator('.search kbd').count()).toBe(0);
    for (const keys of ['?', '/', 'f', 'gh', 'e']) await page.keyboard.type(keys);
    expect(await dialog(page).count()).toBe(0);
    expect(await isFocused(page.locator('input'))).toBe(false);
    expect(page.url()).toMatch(/Mill$/);
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).press('Enter');
    expect(await box.isChecked()).toBe(false);
    await box.press(' ');
    await page.keyboard.press('Escape');
    await page.keyboard.type('gh');
    await page.waitForURL(wiki.edge.url);
  });

  it.each(['Control', 'Alt', 'Meta'])('do nothing together with %s', async (modifier) => {
    const { page } = await wiki.open('Places/Mill');
    await page.keyboard.down(modifier);
    for (const key of ['/', 'f']) await page.keyboard.press(key);
    await page.keyboard.up(modifier);
    expect(await isFocused(page.locator('input'))).toBe(false);
  });
});
