import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowsedWiki } from './browse-wiki.ts';
import { field, holt, isFocused, options, results, SPECIES, startSearchedWiki } from './search-scene.ts';

let wiki: BrowsedWiki;
beforeAll(async () => {
  wiki = await startSearchedWiki();
});
afterAll(() => wiki.stop());

describe('the page of results', () => {
  const at = (text: string) => `-/search?${new URLSearchParams({ q: text })}`;

  it('shows what its address asks for: title, place and excerpts that lead to their heading', async () => {
    const { page, problems, layoutShift } = await wiki.open(at('sluice carpenters'));
    await results(page).first().waitFor();
    expect(await field(page).inputValue()).toBe('sluice carpenters');
    expect(await page.title()).toBe('sluice carpenters – Search · me/notes');
    expect(await results(page).allTextContents()).toEqual(['Mill']);
    const marks = await page.locator('main li mark').allTextContents();
    expect(marks).toContain('carpenters');
    expect(await page.locator('main li p a').first().getAttribute('href')).toMatch(
      /Places\/Mill#repair-of-the-sluice$/,
    );
    expect(await page.locator('input[name=q]').count()).toBe(1);
    expect(await page.locator('meta[name=robots]').getAttribute('content')).toBe('noindex');
    expect(await layoutShift()).toBe(0);
    expect(problems).toEqual([]);
  });

  it('keeps its address up to date, without filling the history', async () => {
    const { page } = await wiki.open(at('larch'));
    await results(page).first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('otters & co');
    await page.waitForURL(`**/-/search?q=otters+%26+co`);
    await field(page).fill('otters');
    await page.waitForFunction(() => document.querySelector('main h2')?.textContent === 'Count');
    await results(page).first().click();
    await page.waitForURL('**/Notes/Count');
    await page.goBack();
    await results(page).first().waitFor();
    expect(page.url()).toBe(`${wiki.edge.url}${at('otters')}`);
    expect(await field(page).inputValue()).toBe('otters');
    expect(await results(page).allTextContents()).toEqual(['Count']);
  });

  it('goes through results with the arrows, and has more where there are more', async () => {
    const { page } = await wiki.open(at('grayling'));
    await results(page).first().waitFor();
    expect(await results(page).count()).toBe(10);
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    expect(await isFocused(results(page).first())).toBe(true);
    await page.keyboard.press('ArrowUp');
    expect(await isFocused(field(page))).toBe(true);
    await page.getByRole('button', { name: 'More results' }).press('Enter');
    await results(page)
      .nth(SPECIES - 1)
      .waitFor();
    expect(await isFocused(results(page).nth(10))).toBe(true);
    expect(new Set(await results(page).allTextContents()).size).toBe(SPECIES);
    expect(await page.getByRole('button', { name: 'More results' }).count()).toBe(0);
  });

  it('says what can be typed when nothing is asked for, with the focus in the field', async () => {
    const { page, problems } = await wiki.open('-/search');
    await page.locator('.tips').waitFor();
    expect(await isFocused(field(page))).toBe(true);
    expect(problems).toEqual([]);
  });
});

describe('without JavaScript', () => {
  it('the field leads to the index', async () => {
    const { page } = await wiki.open('Notes/Count', { javaScriptEnabled: false });
    await field(page).fill('sluice');
    await field(page).press('Enter');
    await page.waitForURL(`${wiki.edge.url}-/?q=sluice`);
    expect(await page.locator('h1').textContent()).toBe('All pages');
  });

  it('the page of results leads there, too', async () => {
    const { page } = await wiki.open('-/search?q=sluice', { javaScriptEnabled: false });
    await page.locator('main noscript a, main .note a').click();
    await page.waitForURL(`${wiki.edge.url}-/`);
  });
});

it('who may not read the whole wiki is told so, and where to sign in', async () => {
  const { page } = await wiki.open('Notes/Count');
  await holt(wiki, 'wiki', 'set', 'me/notes', '--rule', 'Notes/Secret=owner');
  await page.reload();
  expect(await page.locator('h1').textContent()).toBe('Count');
  await page.keyboard.press('/');
  await page.keyboard.type('sluice');
  const note = page.locator('.panel .note');
  await note.filter({ hasText: 'Only those who may read all of this wiki can search it.' }).waitFor();
  expect(await note.getByRole('link').getAttribute('href')).toBe('/auth/');
  expect(await options(page).count()).toBe(0);
});
