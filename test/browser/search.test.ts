import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WatchedPage } from '../support/browser.ts';
import { runHolt } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';
import { type BrowsedWiki, browseWiki } from './browse-wiki.ts';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const HOSTILE = '<img src=x onerror="document.documentElement.dataset.owned=1">';
const SPECIES = 12;

let wiki: BrowsedWiki;
beforeAll(async () => {
  const folded: Record<string, string> = {
    'Places/Mill':
      '---\ntags: [water]\n---\n# Mill\n\nA wheel of larch.\n\n## Repair of the sluice\n\nThe carpenters made it anew.\n',
    'Places/Weir': '# Weir\n\nBelow the mill. The sluice is shut in winter.\n',
    'Notes/Count': '# Count\n\nEleven otters at the Weir.\n',
  };
  for (let i = 1; i < SPECIES; i++) folded[`Living/Kind_${i}`] = `# Kind ${i}\n\nEats grayling, number ${i}.\n`;
  wiki = await browseWiki(folded);
  await holt('fold', '--wiki', 'me/notes');
  // These are in the other part of the index.
  await write(
    'Notes/Odd',
    `---\ntitle: '${HOSTILE}Zyzzyva'\n---\n# Odd\n\nText.\n\n## \`${HOSTILE}\`\n\nA word, zymurgy, and \`${HOSTILE}\`.\n`,
  );
  await write(`Living/Kind_${SPECIES}`, `# Kind ${SPECIES}\n\nEats grayling, too.\n`);
});
afterAll(() => wiki.stop());

const field = (page: Page) => page.locator('input[name=q]');
const options = (page: Page) => page.getByRole('option');
const results = (page: Page) => page.locator('main h2 a');
const told = (page: Page) => page.locator('form[role=search] [role=status]');

/** Types into the header's field and waits for the answer. */
async function search(page: Page, text: string): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.type(text);
  await allResults(page, text).waitFor();
}

const allResults = (page: Page, text: string) => page.getByRole('option', { name: `All results for “${text}”` });

const titles = async (page: Page) => (await options(page).locator('b').allTextContents()).sort();

const isFocused = (element: Locator) => element.evaluate((one) => one === document.activeElement);

const chosen = (page: Page) => page.locator('[role=option][aria-selected=true]');

async function holt(...args: string[]): Promise<void> {
  const { status, stderr } = await runHolt([...args, '--data', wiki.edge.data]);
  expect([status, stderr]).toEqual([0, '']);
}

async function write(path: string, content: string): Promise<void> {
  const session = await connect(wiki.edge.mcp, wiki.edge.token);
  const { isError, text } = await session.call('write_page', { wiki: 'me/notes', path, content });
  await session.close();
  if (isError) throw new Error(text);
}

describe('the search in the header', () => {
  it('finds while one types, and leads to the nearest heading, by keys alone', async () => {
    const { page, problems } = await wiki.open('Notes/Count');
    await search(page, 'carpent');
    expect(await titles(page)).toEqual(['Mill']);
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
      expect([text, await titles(page)]).toEqual([text, found]);
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
    expect(await titles(page)).toEqual(['Mill']);
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
    await write('Notes/Fresh', '# Fresh\n\nThe quokka.\n');
    const { page } = await wiki.open('Notes/Count');
    await search(page, 'quokka');
    expect(await titles(page)).toEqual(['Fresh']);
    await page.keyboard.press('Escape');
    await write('Notes/Fresh', '# Fresh\n\nThe wombat.\n');
    await field(page).fill('quokka ');
    await page.locator('.panel', { hasText: 'No page found.' }).waitFor();
    await field(page).fill('wombat');
    await allResults(page, 'wombat').waitFor();
    expect(await titles(page)).toEqual(['Fresh']);
  });

  it('goes on while the index is made anew', async () => {
    const { page, problems } = await wiki.open('Notes/Count');
    await search(page, 'larch');
    await holt('fold', '--wiki', 'me/notes');
    await field(page).fill('otters');
    await allResults(page, 'otters').waitFor();
    expect(await titles(page)).toEqual(['Count']);
    await page.keyboard.press('Escape');
    await field(page).fill('grayling');
    await allResults(page, 'grayling').waitFor();
    await options(page).locator('mark').first().waitFor();
    expect(problems).toEqual([]);
  });

  it('works where no page is, too', async () => {
    const { page } = await wiki.open('Nothing_Here');
    await search(page, 'sluice');
    expect(await titles(page)).toEqual(['Mill', 'Weir']);
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
    expect(await titles(page)).toEqual(['Mill', 'Weir']);
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
    expect(await titles(page)).toEqual(['Mill']);
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
  await write(`${folder}/Vole`, `# Vole\n\n## ${heading}\n\n${words} ptarmigan ${words}.\n`);
  await write(`${folder}/Stoat`, `# Stoat\n\n## ${heading}\n\n${'遠'.repeat(90)} ptarmigan ${words}.\n`);
  await write(`${folder}/Hare`, `# Hare\n\n## ${heading} ptarmigan\n\n${words}.\n`);
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
  await holt('wiki', 'set', 'me/notes', '--rule', 'Notes/Secret=owner');
  await page.reload();
  expect(await page.locator('h1').textContent()).toBe('Count');
  await page.keyboard.press('/');
  await page.keyboard.type('sluice');
  const note = page.locator('.panel .note');
  await note.filter({ hasText: 'Only those who may read all of this wiki can search it.' }).waitFor();
  expect(await note.getByRole('link').getAttribute('href')).toBe('/auth/');
  expect(await options(page).count()).toBe(0);
});
