import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowsedWiki, browseWiki } from './browse-wiki.ts';

let wiki: BrowsedWiki;
beforeAll(async () => {
  wiki = await browseWiki({ Mill: '# Mill\n\nSee [[Nowhere]].\n' });
});
afterAll(() => wiki.stop());

/** Violations of the content security policy, as the browser reports them. */
const WATCH = () =>
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    const root = document.documentElement;
    root.dataset.violations = `${root.dataset.violations ?? ''}${effectiveDirective} ${new URL(blockedURI, location.href).pathname} `;
  });

describe('the scripts of a page', () => {
  it('are the inline one and one asset that is kept for a year, and both run', async () => {
    const { page, problems } = await wiki.open('Mill');
    const src = await page.locator('script[src]').getAttribute('src');
    expect(src).toMatch(/^\/assets\/page\.[0-9a-f]{12}\.js$/);
    expect(await page.locator('.pages li').count()).toBeGreaterThan(0);
    expect(await page.locator('.missing').count()).toBe(1);
    const asset = await page.request.get(new URL(src as string, wiki.edge.url).href);
    expect(asset.headers()['cache-control']).toContain('immutable');
    expect(asset.headers()['content-type']).toBe('text/javascript; charset=utf-8');
    expect(problems).toEqual([]);
  });

  it('ask for the sidebar once', async () => {
    const { page } = await wiki.open('Mill');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.reload({ waitUntil: 'networkidle' });
    expect(asked.filter((path) => path.endsWith('sidebar.json'))).toHaveLength(1);
  });

  it('are no others: none that lies among the wiki’s files, and none in the page', async () => {
    const { page } = await wiki.open('Mill');
    const mark = 'document.documentElement.dataset.owned = "yes"';
    await page.addInitScript(WATCH);
    await page.route('**/-/files/x.js', (route) => route.fulfill({ contentType: 'text/javascript', body: mark }));
    await page.route('**/Mill', async (route) => {
      const answer = await route.fetch();
      const body = `${await answer.text()}<script src="/me/notes/-/files/x.js"></script><script>${mark}</script>`;
      await route.fulfill({ response: answer, body });
    });
    await page.reload({ waitUntil: 'networkidle' });
    const { owned, violations } = await page.evaluate(() => ({ ...document.documentElement.dataset }));
    expect(owned).toBeUndefined();
    expect(violations?.trim().split(' ')).toEqual(
      expect.arrayContaining(['script-src-elem', '/me/notes/-/files/x.js', '/me/notes/inline']),
    );
  });

  it('are refused when the bytes of the asset are others', async () => {
    const { context } = await wiki.open('Mill');
    const page = await context.newPage();
    const body = 'document.documentElement.dataset.owned = "yes"';
    await page.route('**/assets/page.*.js', (route) => route.fulfill({ contentType: 'text/javascript', body }));
    await page.goto(`${wiki.edge.url}Mill`, { waitUntil: 'networkidle' });
    expect(await page.evaluate(() => document.documentElement.dataset.owned)).toBeUndefined();
    // The page is whole without it, and the tree is there.
    expect(await page.locator('.missing').count()).toBe(0);
    expect(await page.locator('.pages li').count()).toBeGreaterThan(0);
  });
});
