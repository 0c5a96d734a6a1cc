import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowsedWiki, browseWiki } from './browse-wiki.ts';

let wiki: BrowsedWiki;
beforeAll(async () => {
  wiki = await browseWiki({
    'Places/Mill': '# The old mill\n\nSee [[Places/Mill#here]].\n',
    'Notes/By_Path': '# A note by path\n\n[[Places/Mill]]\n',
    'Notes/By_Name': '# A note by name\n\n[[Mill]] and [[Places/Mill]]\n',
    'Notes/By_Name_Alone': '# Another note\n\n[[Mill]]\n',
    Lonely: '# Lonely\n\nText.\n',
    'Places/Weir': '# Weir\n\nText.\n',
    Weir: '# Another weir\n\nText.\n',
    'Notes/Of_The_Other': '# Of the other\n\n[[Weir]]\n',
  });
});
afterAll(() => wiki.stop());

const opener = (page: Page) => page.getByRole('button', { name: 'What links here' });
const listed = (page: Page) => page.getByRole('region', { name: 'What links here' }).locator('li a');

describe('what links here', () => {
  it('opens in place, by title, also for links by the bare name, and closes again', async () => {
    const { page, problems, layoutShift } = await wiki.open('Places/Mill');
    expect(await opener(page).getAttribute('aria-expanded')).toBe('false');
    await opener(page).press('Enter');
    await listed(page).first().waitFor();
    expect(await opener(page).getAttribute('aria-expanded')).toBe('true');
    expect(await listed(page).allTextContents()).toEqual(['A note by name', 'Another note', 'A note by path']);
    expect(await page.getByRole('status').filter({ hasText: 'here' }).textContent()).toBe('3 pages link here.');
    expect(await layoutShift()).toBe(0);
    await opener(page).press(' ');
    expect(await opener(page).getAttribute('aria-expanded')).toBe('false');
    expect(await listed(page).first().isVisible()).toBe(false);
    expect(problems).toEqual([]);
  });

  it('says so when nothing does', async () => {
    const { page } = await wiki.open('Lonely');
    await opener(page).click();
    await page.getByText('No pages link here.').waitFor();
    expect(await listed(page).count()).toBe(0);
  });

  it('is not what links to another page of that name at the root', async () => {
    const { page } = await wiki.open('Places/Weir');
    await opener(page).click();
    await page.getByText('No pages link here.').waitFor();
  });

  it('is asked for when it is opened, and once', async () => {
    const { page } = await wiki.open('Places/Mill');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    for (let presses = 0; presses < 3; presses++) await opener(page).press('Enter');
    await listed(page).first().waitFor();
    expect(asked.sort()).toEqual(['/me/notes/-/links/Mill', '/me/notes/-/links/Places/Mill']);
  });

  it('is a page of its own when it can not be had in place', async () => {
    const { page } = await wiki.open('Places/Mill');
    await page.route('**/-/links/**', (route) =>
      route.request().isNavigationRequest() ? route.continue() : route.abort(),
    );
    await opener(page).click();
    await page.waitForURL('**/-/links/Places/Mill');
  });

  it('is a page of its own without JavaScript, by path; with it, by title', async () => {
    const plain = await wiki.open('Places/Mill', { javaScriptEnabled: false });
    await plain.page.getByRole('link', { name: 'What links here' }).click();
    const links = (page: Page) => page.locator('main .links a').allTextContents();
    expect(await links(plain.page)).toEqual(['Notes / By Name', 'Notes / By Path']);
    const { page, layoutShift } = await wiki.open('-/links/Places/Mill');
    expect(await links(page)).toEqual(['A note by name', 'A note by path']);
    expect(await page.locator('h1').textContent()).toBe('What links to The old mill');
    expect(await page.title()).toBe('What links to The old mill · me/notes');
    expect(await plain.page.locator('h1').textContent()).toBe('What links to Places / Mill');
    expect(await layoutShift()).toBe(0);
  });
});
