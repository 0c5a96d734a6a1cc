import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type BenchWiki, openBenchWiki } from '../bench/architectures/bench-wiki.ts';
import { type Served, serve } from '../bench/architectures/serve.ts';
import { buildSpa } from '../bench/architectures/spa/build-spa.ts';
import { launchBrowser, openPage } from '../support/browser.ts';

const BASE = '/me/bench/';

/** Of everything that is rendered in a way of its own. */
const PAGES: Record<string, string> = {
  Home: '# Welcome\n\nRead [[Design/Overview]] first.\n',
  'Design/Overview':
    '---\nstatus: draft\ntags: [one, two]\n---\n# Overview & more\n\nSee [[Design/Choices|the choices]].\n\n## First\n\n### Deeper\n\n## Second <b>part</b>\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n> [!NOTE]\n> Mind this.\n\n- [x] done\n',
  'Design/Choices': '---\ntitle: "What <we> chose"\n---\n\nText without a heading, and *emphasis*.\n\n## Only one\n',
  'Design/Deep/Code': '# Code\n\n```ts\nconst answer: number = 42; // why\n```\n\n    indented\n',
  'Design/Deep/Formula': '# Formula\n\nIt is $e^{i\\pi} + 1 = 0$.\n\n$$\n\\int_0^1 x\\,dx\n$$\n',
  Diagram: '# Diagram\n\n```mermaid\nflowchart TD\n  A[Begin] --> B[End]\n```\n',
  'Ünïcode_and space': '# Ünïcode\n\nA text.\n',
  Hostile: '# Hostile\n\n<script>document.title = "owned"</script><img src=x onerror="document.title=1">\n',
};
const PATHS = Object.keys(PAGES).map((path) => path.replaceAll(' ', '_'));
const NAMES = ['A: assembly Lambda', 'B: Holt', 'C: full pre-render', 'D: single-page app'] as const;

let browser: Browser;
let wiki: BenchWiki;
const served = new Map<string, Served>();

beforeAll(async () => {
  const [spa, launched] = await Promise.all([buildSpa(), launchBrowser()]);
  browser = launched;
  wiki = await openBenchWiki(spa);
  const pages = Object.values(PAGES).map((markdown, i) => ({ path: PATHS[i] as string, markdown }));
  await wiki.commit(pages.slice(0, -1), 'Begin');
  // What was put before must come to know the page that is added, and the text that is changed.
  await wiki.commit(pages.slice(-1), 'Add a page');
  await wiki.commit([{ path: 'Home', markdown: `${PAGES.Home}\nAnd then the rest.\n` }], 'Edit a page');
  for (const architecture of wiki.architectures) served.set(architecture.name, await serve(architecture));
});
afterAll(async () => {
  await browser.close();
  for (const one of served.values()) await one.close();
});

const urlOf = (path: string) => BASE + (path === 'Home' ? '' : path.split('/').map(encodeURIComponent).join('/'));
const servedBy = (name: string) => served.get(name) as Served;

async function open(name: string, path: string, options = {}) {
  const watched = await openPage(browser, options);
  onTestFinished(() => watched.context.close());
  await watched.page.goto(servedBy(name).origin + urlOf(path), { waitUntil: 'networkidle' });
  return watched;
}

/** What a reader is shown of a page. */
const contentOf = (page: Page) =>
  page.evaluate(() => {
    const article = document.querySelector('article.content');
    const all = (selector: string) => [...(article?.querySelectorAll<HTMLElement>(selector) ?? [])];
    return {
      title: document.title,
      headings: all('h1, h2, h3, h4, h5, h6').map(
        (heading) => `${heading.tagName} ${heading.id} ${heading.textContent}`,
      ),
      text: article?.textContent?.replace(/\s+/g, ' ').trim() ?? '',
      links: all('a[href]').map((link) => link.getAttribute('href')),
      pictures: all('img').map((image) => image.getAttribute('src')),
      formulas: all('math').length,
      colours: all('code span').length,
    };
  });

/** Every page that the sidebar leads to, the one that is shown with a mark. */
async function sidebarOf(page: Page): Promise<string[]> {
  const closed = page.locator('#Holt-pages li > button[aria-expanded=false]');
  while ((await closed.count()) > 0) await closed.first().click();
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('#Holt-pages li > a')]
      .map((link) => `${link.pathname} ${link.textContent}${link.ariaCurrent === null ? '' : ' (here)'}`)
      .sort(),
  );
}

describe('the architectures that are measured', () => {
  it('are these', () => {
    expect(wiki.architectures.map(({ name }) => name)).toEqual(NAMES);
  });

  it.each(PATHS)('show the same text and the same headings of %s', async (path) => {
    const [first, ...others] = await Promise.all(
      NAMES.map(async (name) => {
        const { page, problems } = await open(name, path);
        return { ...(await contentOf(page)), problems };
      }),
    );
    expect(first?.text).not.toBe('');
    expect(first?.headings.length).toBeGreaterThan(0);
    expect(first?.problems).toEqual([]);
    for (const other of others) expect(other).toEqual(first);
  });

  it('show what is rendered in a way of its own', async () => {
    const contents = new Map<string, Awaited<ReturnType<typeof contentOf>>>();
    for (const path of PATHS) contents.set(path, await contentOf((await open('D: single-page app', path)).page));
    expect(contents.get('Home')?.text).toContain('And then the rest.');
    expect(contents.get('Design/Deep/Code')?.colours).toBeGreaterThan(0);
    expect(contents.get('Design/Deep/Formula')?.formulas).toBe(2);
    expect(contents.get('Diagram')?.pictures).toEqual([expect.stringMatching(/^data:image\/svg/)]);
    expect(contents.get('Hostile')?.title).toBe('Hostile · me/bench');
  });

  it('lead to the same pages by their sidebars, and mark the same', async () => {
    const [first, ...others] = await Promise.all(
      NAMES.map(async (name) => sidebarOf((await open(name, 'Design/Deep/Code')).page)),
    );
    expect(first).toHaveLength(PATHS.length);
    expect(first?.filter((entry) => entry.endsWith('(here)'))).toEqual(['/me/bench/Design/Deep/Code Code (here)']);
    for (const other of others) expect(other).toEqual(first);
  });

  it.each([
    ['A: assembly Lambda', true, true],
    ['B: Holt', true, false],
    ['C: full pre-render', true, true],
    ['D: single-page app', false, false],
  ])('can be read without JavaScript or not, as the figures say: %s', async (name, hasText, hasSidebar) => {
    const { page } = await open(name, 'Design/Overview', { javaScriptEnabled: false });
    expect((await page.locator('article').count()) > 0).toBe(hasText);
    expect((await page.locator('#Holt-pages li > a').count()) > 0).toBe(hasSidebar);
    expect(await page.locator('#Holt-pages a', { hasText: 'All pages' }).count()).toBe(1);
  });

  it.each(
    NAMES.flatMap((name) =>
      ['Design/Overview', 'Design/Deep/Code', 'Design/Deep/Formula', 'Diagram'].map((path) => [name, path]),
    ),
  )('are asked by a browser for what is counted: %s, %s', async (name = '', path = '') => {
    const architecture = wiki.architectures.find((one) => one.name === name);
    const { asked, forget } = servedBy(name);
    const counted = (urls: readonly string[] = []) => urls.filter((url) => !isIcon(url)).sort();
    forget();
    const { page } = await open(name, path);
    expect(counted(asked)).toEqual(counted((await architecture?.view(path))?.first));
    forget();
    if (name.startsWith('D')) await page.locator(`#Holt-pages a[href="${urlOf('Home')}"]`).click();
    else await page.goto(servedBy(name).origin + urlOf('Home'));
    await page.getByText('And then the rest.').waitFor();
    await page.waitForLoadState('networkidle');
    expect(counted(asked)).toEqual(counted((await architecture?.view('Home'))?.next));
  });
});

/** A browser asks for it when it finds the time, which may be later than all else. */
const isIcon = (url: string) => url.endsWith('.svg');
