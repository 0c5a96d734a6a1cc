import type { Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowsedWiki, browseWiki } from './browse-wiki.ts';

const PARAGRAPHS = (count: number) => 'A line of the page itself.\n\n'.repeat(count);

const PAGES = {
  'Parts/Otter':
    '# The otter\n\nIt swims[^1]. See [[Parts/Otter#Food]], [below](#food) and ![[Parts/Trout]].\n\n## Food\n\nMostly [[Trout]] and [[Nothing]].\n\n### In winter\n\nEels.\n\n## Sleep\n\nBy day.\n\n[^1]: Well.\n',
  'Parts/Trout': '# Trout\n\nA fish. ![[Parts/Otter]]\n',
  'Parts/Renamed': '# Renamed\n\nIt was elsewhere.\n',
  Whole: `# Whole\n\nBefore.\n\n![[Otter]]\n\nAfter.\n\n${PARAGRAPHS(30)}`,
  Part: `# Part\n\n![[Parts/Otter#Food]]\n\n${PARAGRAPHS(30)}`,
  Among: `# Among\n\nA sentence with ![[Parts/Otter#Sleep]] in it.\n\n- one\n- ![[Parts/Otter#Sleep]]\n\nThe end.\n`,
  Circle: '# Circle\n\nMe: ![[Circle]]\n',
  Lacking: '# Lacking\n\n![[Not_There]]\n\n![[Parts/Otter#No such part]]\n\nText.\n',
  Below: `# Below\n\n${PARAGRAPHS(60)}![[Parts/Otter]]\n\nThe end.\n`,
  Folded: '# Folded\n\n<details><summary>More</summary>\n\n![[Parts/Otter#Sleep]]\n\n</details>\n',
};

let wiki: BrowsedWiki;
beforeAll(async () => {
  wiki = await browseWiki(PAGES);
});
afterAll(() => wiki.stop());

describe.each([
  ['a phone', { width: 390, height: 844 }],
  ['a desktop', { width: 1280, height: 800 }],
])('an embedded page, on %s', (_screen, viewport) => {
  it.each(['Whole', 'Part', 'Among', 'Lacking', 'Circle', 'Folded', 'Below'])(
    'moves nothing that is read on %s',
    async (path) => {
      const watched = await wiki.open(path, { viewport });
      expect(await watched.layoutShift()).toBe(0);
      for (let screens = 0; screens < 12; screens++) {
        await watched.page.mouse.wheel(0, 400);
        await watched.page.waitForFunction(() => document.getAnimations().length === 0);
      }
      expect(await watched.layoutShift()).toBe(0);
      expect(watched.problems).toEqual([]);
    },
  );
});

describe('an embedded page', () => {
  it('stands where it is embedded, without its title, with a link to where it comes from', async () => {
    const { page } = await wiki.open('Whole');
    const section = page.locator('.embedded');
    expect(await section.count()).toBe(1);
    expect(await section.locator('h1').count()).toBe(0);
    expect(await section.locator('h2').allTextContents()).toEqual(['Food', 'Sleep', 'Footnotes']);
    const source = section.locator('.source a');
    expect(await source.textContent()).toBe('The otter');
    expect(await source.evaluate((link) => (link as HTMLAnchorElement).href)).toBe(`${wiki.edge.url}Parts/Otter`);
    expect(await page.locator('.content').textContent()).toMatch(/Before\..*It swims.*After\./s);
  });

  it('is the part under a heading when one is named, up to the next of its rank', async () => {
    const { page } = await wiki.open('Part');
    const section = page.locator('.embedded');
    expect(await section.locator('h2, h3').allTextContents()).toEqual(['Food', 'In winter']);
    expect(await section.textContent()).not.toContain('By day');
  });

  it('follows the sentence that embeds it, and takes the place of a link that stands alone', async () => {
    const { page } = await wiki.open('Among');
    const paragraph = page.locator('.content > p').first();
    expect(await paragraph.textContent()).toContain('Parts/Otter#Sleep in it.');
    expect(await page.locator('.content > p + .embedded').count()).toBe(1);
    expect(await page.locator('.content li .embedded').count()).toBe(1);
  });

  it('has no ids, and its links to its own parts lead to the page it comes from', async () => {
    const { page } = await wiki.open('Whole');
    const section = page.locator('.embedded');
    expect(await section.locator('[id], [aria-describedby]').count()).toBe(0);
    const hrefs = await section
      .locator('a')
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
    expect(hrefs).toContain(`${wiki.edge.url}Parts/Otter#food`);
    expect(hrefs.filter((href) => href.includes('/Whole'))).toEqual([]);
  });

  it('has its own links marked, and leaves what it embeds itself a link', async () => {
    const { page } = await wiki.open('Whole');
    const section = page.locator('.embedded');
    expect(await section.locator('.missing').allTextContents()).toEqual(['Nothing']);
    const trout = section.locator('a', { hasText: /^Trout$/ });
    expect(await trout.evaluate((link) => (link as HTMLAnchorElement).href)).toBe(`${wiki.edge.url}Parts/Trout`);
    expect(await section.locator('.embedded').count()).toBe(0);
    expect(await section.locator('a', { hasText: 'Parts/Trout' }).count()).toBe(1);
  });

  it('stays a link when it is the page itself, is not there or has no such part', async () => {
    for (const [path, links] of [
      ['Circle', ['Circle']],
      ['Lacking', ['Not_There', 'Parts/Otter#No such part']],
    ] as const) {
      const { page } = await wiki.open(path);
      expect(await page.locator('.embedded').count()).toBe(0);
      expect(await page.locator('.content p > a').allTextContents()).toEqual(links);
      expect(await page.locator('.content p > a').last().isVisible()).toBe(true);
    }
  });

  it('is asked for when the reader comes near, and once a page', async () => {
    const { page } = await wiki.open('Below');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    expect(await page.locator('.embedded').count()).toBe(0);
    await page.locator('.embed').scrollIntoViewIfNeeded();
    await page.mouse.wheel(0, -1500);
    await page.locator('.embedded').waitFor({ state: 'attached' });
    expect(asked.filter((path) => path.endsWith('/Parts/Otter'))).toHaveLength(1);
  });

  it('is a link without JavaScript, and seen', async () => {
    const { page } = await wiki.open('Whole', { javaScriptEnabled: false });
    const link = page.locator('a.embed');
    expect(await link.isVisible()).toBe(true);
    expect(await page.locator('.content > p').last().isVisible()).toBe(true);
  });

  const refusals: [what: string, answer: Parameters<Route['fulfill']>[0]][] = [
    ['it can not be had', { status: 503, body: 'down', contentType: 'text/html' }],
    ['its address holds no page', { status: 200, body: '{}', contentType: 'application/json' }],
    ['the wrong page answers', { status: 200, body: '<p>Sign in</p>', contentType: 'text/html' }],
  ];
  it.each(refusals)('stays a link, and hides nothing, when %s', async (_what, answer) => {
    const { page, layoutShift } = await wiki.open('Circle');
    await page.route('**/Parts/Otter', (route) => route.fulfill(answer));
    await page.goto(`${wiki.edge.url}Whole`, { waitUntil: 'networkidle' });
    await page.locator('.content a', { hasText: 'Otter' }).waitFor();
    expect(await page.locator('.embedded').count()).toBe(0);
    expect(await page.locator('.content > p', { hasText: 'After.' }).isVisible()).toBe(true);
    expect(await layoutShift()).toBe(0);
  });

  it('runs nothing that it brings along', async () => {
    const { page } = await wiki.open('Circle');
    const violations: string[] = [];
    await page.exposeFunction('report', (directive: string) => violations.push(directive));
    await page.addInitScript(() =>
      addEventListener('securitypolicyviolation', (event) =>
        (globalThis as unknown as { report(directive: string): void }).report(event.effectiveDirective),
      ),
    );
    const hostile = `<script>document.title='owned'</script><img src=x onerror="document.title='owned'">
      <svg onload="document.title='owned'"></svg><p style="color:red" id="red">Text</p><style>p{color:red}</style>
      <a href="javascript:document.title='owned'" class="trap">Press</a><iframe src="/me/notes/"></iframe>`;
    await page.route('**/Parts/Otter', (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: `<article class="content"><h1>X</h1>${hostile}</article>`,
      }),
    );
    await page.goto(`${wiki.edge.url}Whole`, { waitUntil: 'networkidle' });
    await page.locator('.embedded .trap').click();
    expect(await page.title()).not.toBe('owned');
    expect(await page.locator('.embedded p', { hasText: 'Text' }).evaluate((p) => getComputedStyle(p).color)).not.toBe(
      'rgb(255, 0, 0)',
    );
    // The page stands as it was, and the policy has said no to each.
    expect(page.url()).toMatch(/Whole$/);
    expect(new Set(violations)).toEqual(
      new Set(['script-src-attr', 'script-src-elem', 'style-src-attr', 'style-src-elem', 'frame-src']),
    );
  });
});
