import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { type RunningEdge, startDev, temporaryFolder } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';

const WIKI = '/me/notes/';

let edge: RunningEdge;
let browser: Browser;
/** Where the modules that the edge loads are noted. */
let modules: string;
/** Of the commits that wrote, edited, renamed and deleted. */
const revisions: Record<string, string> = {};
const removals: (() => void)[] = [];

beforeAll(async () => {
  const folder = temporaryFolder((remove) => removals.push(remove));
  const data = join(folder, 'data');
  const writer = await startDev(['--data', data]);
  const session = await connect(writer.mcp, writer.token);
  const call = async (name: string, args: Record<string, unknown>) => {
    const answer = await session.call(name, { wiki: 'me/notes', ...args });
    expect(answer.text).not.toMatch(/^Error/);
    return answer.data.revision as string;
  };
  revisions.written = await call('write_page', {
    path: 'Design/Overview',
    content: '# Overview\n\nThe beginning.\n\n## Parts\n\nSee [[Design/Draft]] and ![[Design/Part#Inside]].\n',
  });
  await call('write_page', { path: 'Design/Part', content: '# Part\n\nOutside.\n\n## Inside\n\nBrought in.\n' });
  await call('write_page', { path: 'Design/Draft', content: '# Draft\n\nA first thought.\n' });
  revisions.edited = await call('edit_page', {
    path: 'Design/Overview',
    old_text: 'The beginning.',
    new_text: 'A better beginning.',
    message: 'Begin better',
  });
  revisions.renamed = await call('rename_page', { path: 'Design/Draft', new_path: 'Design/Plan' });
  await call('write_page', { path: 'Old/Gone', content: '# Gone\n' });
  revisions.deleted = await call('delete_page', { path: 'Old/Gone' });
  await call('write_page', { path: 'Sidebar', content: '## Start here\n\n- [[Design/Overview|The overview]]\n' });
  await session.close();
  await writer.stop();

  modules = join(folder, 'modules.txt');
  edge = await startDev(['--data', data, '--read-only'], {
    nodeArguments: ['--import', new URL('../support/record-modules.mjs', import.meta.url).pathname],
    env: { HOLT_TEST_MODULES: modules },
  });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await edge.stop();
  for (const remove of removals) remove();
});

const at = (path: string) => new URL(WIKI + path, edge.url).href;

/** Every kind of page, and a text that it shows. */
const KINDS: readonly [kind: string, path: () => string, text: RegExp][] = [
  ['the home page', () => '', /Home|Welcome/],
  ['a page', () => 'Design/Overview', /A better beginning/],
  ['the A–Z index', () => '-/', /Overview/],
  ['the search', () => '-/search', /Search/],
  ['the changes', () => '-/changes', /Begin better/],
  ['a commit', () => `-/commit/${revisions.edited}`, /A better beginning/],
  ['the history of a page', () => '-/history/Design/Overview', /Begin better/],
  ['the history of a renamed page', () => '-/history/Design/Plan', /Design\/Draft/],
  ['the history of a page that is gone', () => '-/history/Old/Gone', /delete/i],
  ['who wrote a page', () => '-/blame/Design/Overview', /A better beginning/],
  ['what links to a page', () => '-/links/Design/Plan', /Overview/],
  ['a page at a revision', () => `-/at/${revisions.written}/Design/Overview`, /The beginning/],
];

/** Every kind of file, its type and what it holds. */
const FILES: readonly [kind: string, path: string, type: RegExp, text: RegExp][] = [
  ['a page’s Markdown', 'Design/Overview.md', /^text\/markdown/, /\[\[Design\/Plan\]\]/],
  ['the sidebar', '-/sidebar.json', /^application\/json/, /"menu":.*Start here/],
  ['where a search begins', '-/search/recent.json', /^application\/json/, /"changed":.*A better beginning/],
  ['a page as it is searched', '-/search/page/Design/Overview.json', /^application\/json/, /A better beginning/],
  ['what changed', '-/changes.json', /^application\/json/, /Begin better/],
  ['a page’s versions', '-/versions/Design/Overview.json', /^application\/json/, /Begin better/],
  ['the feed of the wiki', '-/feed.xml', /xml/, /<feed[^>]*Atom[\s\S]*Begin better/],
  ['the feed of a page', '-/feed/Design/Overview.xml', /xml/, /<feed[^>]*Atom[\s\S]*Begin better/],
  ['the list of pages for language models', '-/llms.txt', /^text\/plain/, /Design\/Overview\.md/],
];

describe('with nothing loaded that writes', () => {
  it.each(KINDS)('%s is shown, with scripts and without', async (_kind, path, text) => {
    for (const javaScriptEnabled of [true, false]) {
      const { page, context, problems } = await openPage(browser, { javaScriptEnabled });
      onTestFinished(() => context.close());
      const response = await page.goto(at(path()), { waitUntil: 'networkidle' });
      expect(response?.status()).toBe(200);
      expect(await page.locator('main').textContent()).toMatch(text);
      expect(problems).toEqual([]);
    }
  });

  it.each(FILES)('%s is served', async (_kind, path, type, text) => {
    const response = await fetch(at(path));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(type);
    expect(await response.text()).toMatch(text);
  });

  it('the old address of a renamed page leads to the new one, without scripts, too', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const { page, context } = await openPage(browser, { javaScriptEnabled });
      onTestFinished(() => context.close());
      await page.goto(at('Design/Draft'));
      await page.waitForURL(at('Design/Plan'));
      expect(await page.locator('h1').first().textContent()).toBe('Draft');
    }
  });

  it('a deleted page, and one that never was, are told as 404', async () => {
    for (const [path, text] of [
      ['Old/Gone', /deleted/],
      ['Old/Never', /No such page/],
    ] as const) {
      const response = await fetch(at(path));
      expect(response.status).toBe(404);
      expect(await response.text()).toMatch(text);
    }
  });

  it('a page brings in what it embeds, marks what is missing and lists what links to it', async () => {
    const { page, context, problems } = await openPage(browser);
    onTestFinished(() => context.close());
    await page.goto(at('Design/Overview'), { waitUntil: 'networkidle' });
    await page.locator('.embedded', { hasText: 'Brought in.' }).waitFor();
    expect(await page.locator('.embedded').textContent()).not.toContain('Outside.');
    await page.goto(at('Design/Plan'), { waitUntil: 'networkidle' });
    await page.getByRole('button', { name: 'What links here' }).click();
    await page.locator('.linking a', { hasText: 'Overview' }).waitFor();
    // Whether somebody links by the bare name is asked, and the console tells of every no.
    expect(problems.filter((problem) => !/status of 404/.test(problem))).toEqual([]);
  });

  it('the search finds pages by what they say now, in the header and at an address of its own', async () => {
    const { page, context, problems } = await openPage(browser);
    onTestFinished(() => context.close());
    await page.goto(at('Design/Plan'), { waitUntil: 'networkidle' });
    await page.keyboard.press('/');
    await page.keyboard.type('better begin');
    await page.getByRole('option', { name: 'A better beginning.' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(at('-/search?q=better+begin'));
    await page.locator('main h2 a', { hasText: 'Overview' }).click();
    await page.waitForURL(at('Design/Overview'));
    expect(problems).toEqual([]);
  });

  it('no module of what writes was loaded for all this', () => {
    const loaded = readFileSync(modules, 'utf8');
    expect(loaded).toMatch(/packages\/local\/src\/local-edge\.ts/);
    for (const name of ['lambda', 'mcp', 'wiki', 'git', 'auth', 'markdown']) {
      expect(loaded).not.toContain(`packages/${name}/`);
    }
  });
});
