import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowsedWiki, browseWiki } from './browse-wiki.ts';

const COUNT = 60;

let wiki: BrowsedWiki;
beforeAll(async () => {
  const pages: Record<string, string> = { Alpha: '# Alpha\n\n## Über *uns*\n\n### A part\n\n#### Too deep\n' };
  for (let i = 0; i < COUNT; i++) pages[`Plain_${String(i).padStart(2, '0')}`] = `# Plain ${i}\n\n## Part of ${i}\n`;
  wiki = await browseWiki(pages);
});
afterAll(() => wiki.stop());

const toggle = (page: Page) => page.getByRole('button', { name: 'Headings' });
const entry = (page: Page, name: string) =>
  page.locator('.letter li', { has: page.getByRole('link', { name, exact: true }) }).first();

describe('the headings of pages in the index', () => {
  it('are shown as links when asked for, and hidden again', async () => {
    const { page, problems } = await wiki.open('-/');
    expect(await page.locator('.headings').count()).toBe(0);
    await toggle(page).press('Enter');
    const links = entry(page, 'Alpha').locator('.headings a');
    await links.first().waitFor();
    expect(await links.allTextContents()).toEqual(['Über uns', 'A part']);
    expect(await toggle(page).getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('status').filter({ hasText: 'Headings are shown.' }).waitFor({ state: 'attached' });
    await links.first().click();
    await page.waitForURL(`**/Alpha#${encodeURIComponent('über-uns')}`);
    expect(await page.locator(':target').textContent()).toBe('Über uns');
    await page.goBack();
    await links.first().waitFor();
    await toggle(page).click();
    expect(await links.first().isVisible()).toBe(false);
    expect(await toggle(page).getAttribute('aria-pressed')).toBe('false');
    expect(await page.getByRole('status').filter({ hasText: 'Headings are hidden.' }).count()).toBe(1);
    expect(problems).toEqual([]);
  });

  it('are told as hidden, too, when those that were asked for come afterwards', async () => {
    const { page, settled } = await wiki.open('-/');
    let goOn = (): void => {};
    const going = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route('**/Alpha', async (route) => {
      await going;
      await route.continue();
    });
    const asked = page.waitForRequest('**/Alpha');
    await toggle(page).click();
    await asked;
    await toggle(page).click();
    goOn();
    await entry(page, 'Alpha').locator('.headings').waitFor({ state: 'attached' });
    await settled();
    expect(await page.locator('main > [role=status]').textContent()).toBe('Headings are hidden.');
  });

  it('are asked for of the pages in view alone, four at a time, and once', async () => {
    const { page } = await wiki.open('-/');
    let underWay = 0;
    let most = 0;
    const asked: string[] = [];
    await page.route(/\/(Plain_\d\d|Alpha)$/, async (route) => {
      underWay++;
      most = Math.max(most, underWay);
      asked.push(route.request().url());
      await route.continue();
    });
    page.on('requestfinished', (request) => {
      if (/\/(Plain_\d\d|Alpha)$/.test(request.url())) underWay--;
    });
    await toggle(page).click();
    await page.getByRole('status').filter({ hasText: 'Headings are shown.' }).waitFor({ state: 'attached' });
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.length).toBeLessThan(COUNT / 2);
    expect(most).toBeLessThanOrEqual(4);
    const last = entry(page, `Plain ${COUNT - 1}`);
    // What comes in on the way moves it on.
    await expect
      .poll(async () => {
        await last.scrollIntoViewIfNeeded();
        return last.locator('.headings a').count();
      })
      .toBe(1);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('come in below what is read, once they are on', async () => {
    const watched = await wiki.open('-/');
    await toggle(watched.page).click();
    await watched.page.getByRole('status').filter({ hasText: 'Headings are shown.' }).waitFor({ state: 'attached' });
    const before = await watched.layoutShift();
    for (let steps = 0; steps < 6; steps++) {
      await watched.page.mouse.wheel(0, 150);
      await watched.page.getByRole('status').filter({ hasText: 'Headings are shown.' }).waitFor({ state: 'attached' });
    }
    expect((await watched.layoutShift()) - before).toBe(0);
  });

  it('stay on in the tab, and off in another', async () => {
    const { page, context } = await wiki.open('-/');
    await toggle(page).click();
    await page.reload();
    await entry(page, 'Alpha').locator('.headings a').first().waitFor();
    expect(await toggle(page).getAttribute('aria-pressed')).toBe('true');
    const other = await context.newPage();
    await other.goto(`${wiki.edge.url}-/`, { waitUntil: 'networkidle' });
    expect(await toggle(other).getAttribute('aria-pressed')).toBe('false');
    expect(await other.locator('.headings').count()).toBe(0);
  });

  it('are not offered without JavaScript', async () => {
    const { page } = await wiki.open('-/', { javaScriptEnabled: false });
    expect(await toggle(page).isVisible()).toBe(false);
  });

  it('move nothing while they are off', async () => {
    const { layoutShift } = await wiki.open('-/');
    expect(await layoutShift()).toBe(0);
  });
});
