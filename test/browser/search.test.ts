import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowsedWiki } from './browse-wiki.ts';
import {
  allResults,
  chosen,
  field,
  holt,
  isFocused,
  options,
  results,
  search,
  startSearchedWiki,
  titlesFound,
  told,
  write,
} from './search-scene.ts';

let wiki: BrowsedWiki;
beforeAll(async () => {
  wiki = await startSearchedWiki();
});
afterAll(() => wiki.stop());

describe('the search in the header', () => {
  it('finds while one types, and leads to the nearest heading, by keys alone', async () => {
    const { page, problems } = await wiki.open('Notes/Count');
    await search(page, 'carpent');
    expect(await titlesFound(page)).toEqual(['Mill']);
    const option = options(page).first();
    await option.locator('mark').waitFor();
    expect(await option.locator('small').textContent()).toBe('Places');
    expect(await option.locator('p').textContent()).toContain('The carpenters made it anew.');
    expect(await option.locator('i').textContent()).toBe('Repair of the sluice');
    expect(await option.locator('mark').textContent()).toBe('carpenters');
    expect(await field(page).getAttribute('aria-expanded')).toBe('true');
    expect(await chosen(page).count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    expect(await chosen(page).getAttribute('id')).toBe(await field(page).getAttribute('aria-activedescendant'));
    expect(await isFocused(field(page))).toBe(true);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/Places/Mill#repair-of-the-sluice');
    expect(await page.locator(':target').textContent()).toContain('Repair of the sluice');
    expect(problems).toEqual([]);
  });

  it('leads to a page itself when its title is what was searched for', async () => {
    const { page } = await wiki.open('Notes/Count');
    await search(page, 'weir');
    expect(await options(page).first().locator('b').textContent()).toBe('Weir');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${wiki.edge.url}Places/Weir`);
  });

  it('finds titles, headings, text, tags, paths and phrases, and leaves out what is excluded', async () => {
    const { page } = await wiki.open('Notes/Count');
    await page.keyboard.press('/');
    for (const [text, found] of [
      ['repair', ['Mill']],
      ['sluice', ['Mill', 'Weir']],
      ['sluice -winter', ['Mill']],
      ['"shut in winter"', ['Weir']],
      ['tag:water', ['Mill']],
      ['path:Notes weir', ['Count']],
    ] as const) {
      await field(page).fill(text);
      await allResults(page, text).waitFor();
      expect([text, await titlesFound(page)]).toEqual([text, found]);
    }
  });

  it('goes round with the arrows: from the field to the first, and past the last back to it', async () => {
    const { page } = await wiki.open('Notes/Count');
    await search(page, 'sluice');
    const seen: (string | null)[] = [];
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowUp']) {
      await page.keyboard.press(key);
      seen.push((await chosen(page).count()) === 0 ? null : await chosen(page).getAttribute('id'));
    }
    expect(seen).toEqual(['Holt-hit-1', 'Holt-hit-2', 'Holt-hit-3', null, 'Holt-hit-3', 'Holt-hit-2']);
  });

  it('is closed by Escape, which then empties the field, and by going elsewhere', async () => {
    const { page } = await wiki.open('Notes/Count');
    await search(page, 'sluice');
    await page.keyboard.press('Escape');
    expect(await options(page).first().isVisible()).toBe(false);
    expect(await field(page).inputValue()).toBe('sluice');
    expect(await field(page).getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('Escape');
    expect(await field(page).inputValue()).toBe('');
    expect(await isFocused(field(page))).toBe(true);
    await page.keyboard.type('sluice');
    await allResults(page, 'sluice').waitFor();
    await page.keyboard.press('Tab');
    expect(await options(page).first().isVisible()).toBe(false);
  });

  it('shows all results on Enter while none is chosen', async () => {
    const { page, problems } = await wiki.open('Notes/Count');
    await search(page, 'sluice');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${wiki.edge.url}-/search?q=sluice`);
    await results(page).first().waitFor();
    expect((await results(page).allTextContents()).sort()).toEqual(['Mill', 'Weir']);
    expect(problems).toEqual([]);
  });

  it('keeps the focus at the end of the words on the page of all results, for who came there by Enter alone', async () => {
    const { page } = await wiki.open('Notes/Count');
    await search(page, 'sluice');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/-/search?q=sluice');
    await results(page).first().waitFor();
    expect(await isFocused(field(page))).toBe(true);
    expect(await field(page).evaluate((one: HTMLInputElement) => [one.selectionStart, one.selectionEnd])).toEqual([
      6, 6,
    ]);
    await page.keyboard.press('ArrowDown');
    expect(await isFocused(results(page).first())).toBe(true);
    for (const come of [() => page.reload(), () => page.goto(`${wiki.edge.url}-/search?q=larch`)]) {
      await come();
      await results(page).first().waitFor();
      expect(await isFocused(page.locator('body'))).toBe(true);
    }
    await page.goto(`${wiki.edge.url}Notes/Count`);
    await search(page, 'sluice');
    await allResults(page, 'sluice').click();
    await page.waitForURL('**/-/search?q=sluice');
    await results(page).first().waitFor();
    expect(await isFocused(page.locator('body'))).toBe(true);
  });

  it('tells how many are found once typing rests, and what the answer says besides', async () => {
    const { page } = await wiki.open('Notes/Count');
    expect(await told(page).count()).toBe(0);
    await search(page, 'sluice');
    await expect.poll(() => told(page).textContent()).toBe('2 pages found.');
    await field(page).fill('grayling');
    await expect.poll(() => told(page).textContent()).toBe('The first 8 pages found.');
    await field(page).fill('carpentrs ');
    await expect.poll(() => told(page).textContent()).toContain('No page has “carpentrs”. Searched for “carpenters”');
    expect(await titlesFound(page)).toEqual(['Mill']);
    await field(page).fill('larch otters');
    await expect.poll(() => told(page).textContent()).toContain('No page has all of these words.');
    await field(page).fill('qqqqqq');
    await expect.poll(() => told(page).textContent()).toMatch(/^No page found\. Fewer words find more/);
    expect(await options(page).count()).toBe(0);
    await field(page).fill('"winter in shut"');
    await expect
      .poll(() => told(page).textContent())
      .toBe('No page found. Without quotes, words are found in any order.');
  });

  it('says what can be typed while nothing is', async () => {
    const { page } = await wiki.open('Notes/Count');
    await page.keyboard.press('/');
    const tips = page.locator('.tips');
    await tips.waitFor();
    expect(await tips.locator('dt').allTextContents()).toContain('tag:draft');
    expect(await field(page).getAttribute('aria-expanded')).toBe('false');
  });

  it('asks what changed each time it is opened, and not for each letter', async () => {
    const { page } = await wiki.open('Notes/Count');
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/-/search/recent.json')) asked++;
    });
    await page.clock.install();
    await page.reload({ waitUntil: 'networkidle' });
    await search(page, 'sluice');
    expect(asked).toBe(1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => asked).toBe(2);
    await page.clock.fastForward(11_000);
    await page.keyboard.type('s');
    await expect.poll(() => asked).toBe(3);
    await allResults(page, 'sluices').waitFor();
  });

  it('finds what was written a moment ago, and no longer what it said before', async () => {
    await write(wiki, 'Notes/Fresh', '# Fresh\n\nThe quokka.\n');
    const { page } = await wiki.open('Notes/Count');
    await search(page, 'quokka');
    expect(await titlesFound(page)).toEqual(['Fresh']);
    await page.keyboard.press('Escape');
    await write(wiki, 'Notes/Fresh', '# Fresh\n\nThe wombat.\n');
    await field(page).fill('quokka ');
    await page.locator('.panel', { hasText: 'No page found.' }).waitFor();
    await field(page).fill('wombat');
    await allResults(page, 'wombat').waitFor();
    expect(await titlesFound(page)).toEqual(['Fresh']);
  });

  it('goes on while the index is made anew', async () => {
    const { page, problems } = await wiki.open('Notes/Count');
    await search(page, 'larch');
    await holt(wiki, 'fold', '--wiki', 'me/notes');
    await field(page).fill('otters');
    await allResults(page, 'otters').waitFor();
    expect(await titlesFound(page)).toEqual(['Count']);
    await page.keyboard.press('Escape');
    await field(page).fill('grayling');
    await allResults(page, 'grayling').waitFor();
    await options(page).locator('mark').first().waitFor();
    expect(problems).toEqual([]);
  });

  it('works where no page is, too', async () => {
    const { page } = await wiki.open('Nothing_Here');
    await search(page, 'sluice');
    expect(await titlesFound(page)).toEqual(['Mill', 'Weir']);
  });
});

describe('the script of the search', () => {
  const SCRIPT = '**/assets/search.*.js';

  it('is loaded when the field is gone to first, once, and breaks no rule of the policy', async () => {
    const { page, problems } = await wiki.open('Notes/Count');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.reload({ waitUntil: 'networkidle' });
    expect(asked.filter((path) => /search/.test(path))).toEqual([]);
    await search(page, 'sluice');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    expect(asked.filter((path) => /assets\/search/.test(path))).toHaveLength(1);
    const script = page.locator('script[src*="/assets/search."]');
    expect(await script.getAttribute('integrity')).toMatch(/^sha256-/);
    const asset = await page.request.get(new URL((await script.getAttribute('src')) as string, wiki.edge.url).href);
    expect(asset.headers()['cache-control']).toContain('immutable');
    expect(problems).toEqual([]);
  });

  it('is refused when its bytes are others, and said to be missing when it does not come', async () => {
    const { page } = await wiki.open('Notes/Count');
    const body = 'document.documentElement.dataset.owned = "yes"';
    await page.route(SCRIPT, (route) => route.fulfill({ contentType: 'text/javascript', body }));
    await page.keyboard.press('/');
    await page.getByRole('alert').filter({ hasText: 'could not be loaded' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.owned)).toBeUndefined();
    await page.unroute(SCRIPT);
    await field(page).blur();
    await search(page, 'sluice');
    expect(await titlesFound(page)).toEqual(['Mill', 'Weir']);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('says that one is offline, and finds again afterwards', async () => {
    const { page, context } = await wiki.open('Notes/Count');
    await page.keyboard.press('/');
    await page.locator('.tips').waitFor();
    await page.waitForLoadState('networkidle');
    await page.keyboard.press('Escape');
    await context.setOffline(true);
    await page.keyboard.type('larch');
    await page.locator('.panel .note', { hasText: 'You are offline.' }).waitFor();
    await context.setOffline(false);
    await field(page).fill('larc');
    await allResults(page, 'larc').waitFor();
    expect(await titlesFound(page)).toEqual(['Mill']);
  });

  it('says what to do when the index is damaged or can’t be had', async () => {
    for (const [status, body, words] of [
      [200, '{', /damaged.*holt rebuild/],
      [503, '', /could not be loaded/],
      [404, '', /can’t be searched yet/],
    ] as const) {
      const { page } = await wiki.open('Notes/Count');
      await page.route('**/-/search/recent.json', (route) => route.fulfill({ status, body }));
      await page.keyboard.press('/');
      await page.keyboard.type('larch');
      await page.locator('.panel', { hasText: words }).waitFor();
      await expect.poll(() => told(page).textContent()).toMatch(words);
    }
  });
});
