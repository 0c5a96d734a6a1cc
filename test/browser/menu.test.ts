import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowsedWiki, browseWiki } from './browse-wiki.ts';

const MENU =
  '# Start\n\n- [[Log|The beginning]]\n- [[Places/Mill|The mill]]\n\n# Elsewhere\n\n- [The site](https://example.org/)\n\n# Plain\n\n- [[Field Notes/Soil]]\n- [[Gone]]\n- [[Weir]]\n';

let wiki: BrowsedWiki;
beforeAll(async () => {
  wiki = await browseWiki({
    'Places/Mill': '# Mill\n\nSee [[Places/Weir]].\n',
    'Places/Weir': '# Weir\n',
    'Field_Notes/Soil': '# Earth and soil\n',
    Log: '# Log\n\nText.\n',
    Sidebar: MENU,
  });
});
afterAll(() => wiki.stop());

describe('the menu that a wiki writes itself', () => {
  it('stands over the tree, with its headings and links, and marks the page that is read', async () => {
    const { page, problems, layoutShift } = await wiki.open('Places/Mill');
    const menu = page.locator('.pages .menu');
    expect(await menu.locator('li').allTextContents()).toEqual([
      'Start',
      'The beginning',
      'The mill',
      'Elsewhere',
      'The site',
      'Plain',
      'Earth and soil',
      'Gone',
      'Weir',
    ]);
    expect(
      await menu.locator('a').evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href)),
    ).toEqual([
      `${wiki.edge.url}Log`,
      `${wiki.edge.url}Places/Mill`,
      'https://example.org/',
      `${wiki.edge.url}Field_Notes/Soil`,
      `${wiki.edge.url}Gone`,
      `${wiki.edge.url}Places/Weir`,
    ]);
    expect(await menu.locator('[aria-current=page]').allTextContents()).toEqual(['The mill']);
    const tree = page.getByRole('button', { name: 'Places', exact: true });
    const [above, below] = await Promise.all([menu.boundingBox(), tree.boundingBox()]);
    expect((above?.y ?? 0) + (above?.height ?? Number.POSITIVE_INFINITY)).toBeLessThan(below?.y ?? 0);
    expect(await layoutShift()).toBe(0);
    expect(problems).toEqual([]);
  });

  it('is there in the first frame of the next page', async () => {
    const { page, layoutShift } = await wiki.open('Places/Mill');
    await page.addInitScript(() =>
      requestAnimationFrame(() => {
        document.documentElement.dataset.firstFrame = String(document.querySelectorAll('.menu a').length);
      }),
    );
    await page.locator('main a', { hasText: 'Weir' }).click();
    await page.waitForURL('**/Places/Weir');
    await page.waitForFunction(() => document.documentElement.dataset.firstFrame);
    expect(await page.evaluate(() => document.documentElement.dataset.firstFrame)).toBe('6');
    expect(await layoutShift()).toBe(0);
  });

  it('marks a link that leads to no page, and none that does', async () => {
    const { page } = await wiki.open('Places/Mill');
    expect(await page.locator('.menu .missing').allTextContents()).toEqual(['Gone']);
  });

  it('is written by a page that the tree calls by its path', async () => {
    const { page } = await wiki.open('Places/Mill');
    expect(await page.locator('.pages a[href$="/Sidebar"]').allTextContents()).toEqual(['Sidebar']);
  });

  it('makes way for what the filter finds', async () => {
    const { page } = await wiki.open('Places/Mill');
    await page.keyboard.type('fweir');
    expect(await page.locator('.menu').isVisible()).toBe(false);
    await page.keyboard.press('Escape');
    expect(await page.locator('.menu').isVisible()).toBe(true);
  });
});
