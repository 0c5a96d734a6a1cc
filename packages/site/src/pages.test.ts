import { brotliCompressSync } from 'node:zlib';
import { renderPage } from '@holt/markdown';
import { describe, expect, test } from 'vitest';
import { PAGE_SCRIPT, SCRIPT, SEARCH_SCRIPT, SPECULATION_RULES, STYLES } from './assets.generated.ts';
import { blameHtml } from './blame-html.ts';
import { changesHtml, olderChangesHtml } from './changes-html.ts';
import { commitHtml } from './commit-html.ts';
import { historyHtml, olderHistoryHtml } from './history-html.ts';
import { indexHtml } from './index-html.ts';
import { linksHtml } from './links-html.ts';
import { movedHtml } from './moved-html.ts';
import { aliasHtml, notFoundHtml, tombstoneHtml } from './notice-html.ts';
import { pageHtml } from './page-html.ts';
import { revisionHtml } from './revision-html.ts';
import { searchHtml } from './search-html.ts';
import { securityHeaders } from './security-headers.ts';
import { all, attribute, elements, hrefs, text } from './testing/read-html.ts';
import type { FileChange, PageRevision } from './types.ts';

const wiki = { owner: 'me', name: 'notes' };
const oid = '0123456789abcdef0123456789abcdef01234567';
const date = '2026-11-21T01:05:00.000Z';
const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&amp;`;
const lastChange = { oid, generation: 3, authorName: evil, agent: evil, date, subject: evil };
/** Legal in a path, though it looks like markup that is escaped. */
const odd = "folder/&lt;img'(_)&amp;";

function page(markdown: string, path = 'folder/Page'): string {
  return pageHtml({ wiki, path, rendered: renderPage(markdown, { wiki, path }), lastChange });
}

const changes: FileChange[] = [
  { kind: 'added', path: 'New' },
  { kind: 'modified', path: 'Edited' },
  { kind: 'renamed', path: 'To', from: 'From' },
  { kind: 'deleted', path: 'Gone' },
  { kind: 'added', path: 'den 1.png', file: true },
];
const commit = {
  oid,
  parents: ['f'.repeat(40)],
  generation: 3,
  authorName: evil,
  authorEmail: evil,
  agent: evil,
  date,
  message: `${evil}\n\n${evil}`,
};
const patch = `diff --git a/${evil}.md b/${evil}.md\n--- a/${evil}.md\n+++ b/${evil}.md\n@@ -1 +1 @@ ${evil}\n-${evil}\n+${evil}\n`;
const pages = [
  { path: 'Home', title: 'Welcome' },
  { path: 'a/b/Page_One', title: evil },
  { path: 'Zoo', title: 'Zoo' },
  { path: '日本', title: '日本' },
  { path: '1', title: '1' },
];

const revisions: PageRevision[] = [
  { ...lastChange, kind: 'modified', version: oid },
  { ...lastChange, kind: 'renamed', from: odd, version: oid },
  { ...lastChange, kind: 'deleted', to: odd },
];
const summaries = [{ ...lastChange, changes, omitted: 2 }];
const rendered = renderPage(`# ${evil}\n\n${evil}\n`, { wiki, path: odd });

const kinds: Record<string, string> = {
  page: page(`---\na: ${evil}\ntitle: '${evil.replaceAll("'", '')}'\n---\n# ${evil}\n`),
  'page without heading': page('text'),
  'page as plain text': page(`${'> '.repeat(100)}${evil}`),
  tombstone: tombstoneHtml({ wiki, path: 'folder/Page', lastChange }),
  alias: aliasHtml({ wiki, name: 'Page', targets: pages.slice(1, 2) }),
  aliases: aliasHtml({ wiki, name: 'Page', targets: pages }),
  index: indexHtml({ wiki, pages }),
  'empty index': indexHtml({ wiki, pages: [] }),
  changes: changesHtml({ wiki, changes: summaries, older: 1 }),
  'older changes': olderChangesHtml({ wiki, number: 2, changes: summaries }),
  revision: revisionHtml({ wiki, path: odd, rendered, change: lastChange }),
  history: historyHtml({ wiki, path: odd, changes: revisions, older: 1, isGone: false }),
  'history of what is gone': historyHtml({ wiki, path: odd, changes: revisions, isGone: true }),
  'older history': olderHistoryHtml({ wiki, path: odd, number: 2, changes: revisions }),
  blame: blameHtml({
    wiki,
    path: odd,
    blocks: [{ change: lastChange, line: 1, text: `${evil}\n</pre>` }],
    version: oid,
  }),
  'blame of nothing': blameHtml({ wiki, path: odd, blocks: [] }),
  links: linksHtml({ wiki, path: odd, from: ['Home', odd] }),
  'no links': linksHtml({ wiki, path: odd, from: [] }),
  moved: movedHtml({ wiki, path: odd, target: 'a/b/Page_One' }),
  commit: commitHtml({ wiki, commit, changes, omitted: 2, patch, patchOmitted: 1 }),
  search: searchHtml({ wiki }),
  'not found': notFoundHtml(),
};

describe.each(Object.entries(kinds))('%s', (kind, html) => {
  test('is one document with a language, a title, a viewport and one main element with one heading of the first level', () => {
    expect(html).toMatch(/^<!doctype html><html lang="en"/);
    expect(all(html, 'title').map(text).join()).not.toBe('');
    expect(all(html, 'main')).toHaveLength(1);
    expect(all(html, 'h1')).toHaveLength(1);
    expect(html).toContain('name="viewport"');
  });

  test('runs the inline script and the one it loads, says what to prefetch and nothing else, whatever people write', () => {
    const scripts = all(html, 'script');
    expect(scripts.map((script) => text(script))).toEqual([SCRIPT, '', SPECULATION_RULES]);
    expect(attribute(scripts[1], 'src')).toBe(`/assets/${PAGE_SCRIPT.name}`);
    for (const element of elements(html)) {
      for (const { name } of element.attrs) expect(name).not.toMatch(/^on|^style$/);
      if (element.tagName === 'img') expect(attribute(element, 'src')).toMatch(/^\//);
    }
  });

  test('can be used by keyboard: a link over the header leads to the content, navigation has names', () => {
    const [skip] = all(html, 'a');
    const main = all(html, 'main')[0];
    expect(attribute(skip, 'href')).toBe(`#${attribute(main, 'id')}`);
    const names = all(html, 'nav').map((nav) => attribute(nav, 'aria-label'));
    expect(names).not.toContain(undefined);
    expect(new Set(names).size).toBe(names.length);
  });

  test('links to the index as HTML, so that no page needs the script to be reached', () => {
    if (kind === 'not found') return;
    expect(hrefs(html)).toContain('/me/notes/-/');
  });

  test('runs the script in its head before the style sheet is waited for, so that the theme is set before paint', () => {
    expect(html.indexOf(SCRIPT)).toBeLessThan(html.indexOf('rel="stylesheet"'));
    expect(html.indexOf(SCRIPT)).toBeLessThan(html.indexOf('<body'));
  });

  test('has buttons and fields that say what they are for, and leads to the account', () => {
    for (const control of [...all(html, 'button'), ...all(html, 'input')])
      if (attribute(control, 'disabled') === undefined) expect(attribute(control, 'aria-label')).not.toBe('');
    expect(attribute(all(html, 'button')[0], 'aria-label')).toBe('Theme');
    expect(hrefs(html)).toContain('/auth/');
  });

  test('has one field that searches, which leads to the index by itself', () => {
    const [form, ...others] = all(html, 'form');
    expect(others).toEqual([]);
    expect(attribute(form, 'role')).toBe('search');
    expect(attribute(form, 'action')).toBe(kind === 'not found' ? undefined : '/me/notes/-/');
    expect(attribute(form, 'method')).toBeUndefined();
  });

  test('has every id once', () => {
    const ids = elements(html).flatMap((element) => attribute(element, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('a page names its Markdown and its last change', () => {
  const html = page('# A title\n\nFirst paragraph with *marks* & more.\n', 'folder/Some_Page');
  const links = Object.fromEntries(
    all(html, 'link')
      .map((link) => [attribute(link, 'rel'), link] as const)
      .reverse(),
  );
  expect(attribute(links.alternate, 'href')).toBe('/me/notes/folder/Some_Page.md');
  expect(attribute(links.alternate, 'type')).toBe('text/markdown');
  expect(attribute(links.stylesheet, 'href')).toBe(`/assets/${STYLES.name}`);
  expect(all(html, 'title').map(text).join()).toBe('A title · me/notes');
  expect(html).toContain('content="First paragraph with marks &#x26; more."');
  expect(hrefs(html)).toContain(`/me/notes/-/commit/${oid}`);
  expect(html).toContain('<time datetime="2026-11-21T01:05:00.000Z">21 November 2026, 01:05 UTC</time>');
});

test('a page says to other sites what it is, in the words it says to search engines', () => {
  const metas = all(page('# A "title"\n\nFirst & more.\n'), 'meta');
  const content = (name: string) =>
    attribute(
      metas.find((meta) => [attribute(meta, 'property'), attribute(meta, 'name')].includes(name)),
      'content',
    );
  expect(content('og:title')).toBe('A "title"');
  expect(content('og:type')).toBe('article');
  expect(content('og:description')).toBe('First & more.');
  expect(content('description')).toBe('First & more.');
});

test('what search engines should leave out has nothing for other sites either', () => {
  for (const kind of ['tombstone', 'alias', 'commit', 'search', 'not found']) expect(kinds[kind]).not.toContain('og:');
});

// The one there could be names no site, which is not known when a page is written, and is refused by those who read it.
test('a page names no canonical address', () => {
  expect(page('x', 'Home')).not.toContain('canonical');
});

test('the title is shown once: by the Markdown when it begins with it, else by the shell', () => {
  expect(all(page('# One\n\n## Two'), 'h1').map(text)).toEqual(['One']);
  expect(all(page('text\n\n## Two'), 'h1').map(text)).toEqual(['Two']);
  expect(all(page('text', 'folder/Some_Page'), 'h1').map(text)).toEqual(['Some Page']);
});

test('front matter is shown as properties, and what is wrong with it as a note', () => {
  expect(page('---\ntags: [a, b]\n---\nx')).toContain('<dt>tags</dt><dd>a, b</dd>');
  expect(page('---\ntags: [\n---\nx')).toContain('The front matter is not valid YAML');
});

test('the index links to every page', () => {
  const html = kinds.index as string;
  for (const href of [
    '/me/notes/',
    '/me/notes/a/b/Page_One',
    '/me/notes/Zoo',
    '/me/notes/%E6%97%A5%E6%9C%AC',
    '/me/notes/1',
  ]) {
    expect(hrefs(html)).toContain(href);
  }
  for (const href of hrefs(html)) {
    if (!href?.startsWith('#Letter')) continue;
    const ids = elements(html).map((element) => attribute(element, 'id'));
    expect(ids).toContain(decodeURIComponent(href.slice(1)));
  }
});

test('an alias goes on to its one page, and lists several', () => {
  const one = kinds.alias as string;
  expect(one).toContain('<meta http-equiv="refresh" content="0; url=/me/notes/a/b/Page_One">');
  expect(hrefs(one)).toContain('/me/notes/a/b/Page_One');
  expect(kinds.aliases).not.toContain('http-equiv');
  expect(() => aliasHtml({ wiki, name: 'x', targets: [] })).toThrow(TypeError);
});

test('a commit links to the pages it changed and to the commit before it', () => {
  const html = kinds.commit as string;
  expect(hrefs(html)).toEqual(
    expect.arrayContaining(['/me/notes/New', '/me/notes/To', '/me/notes/-/files/den%201.png']),
  );
  expect(hrefs(html)).not.toContain('/me/notes/Gone');
  expect(hrefs(html)).toContain(`/me/notes/-/commit/${'f'.repeat(40)}`);
  expect(all(html, 'ins').map(text)).toEqual([`+ ${evil}\n`]);
  expect(all(html, 'del').map(text)).toEqual([`- ${evil}\n`]);
});

test('a short page with its styles weighs at most 7 KB (brotli)', () => {
  const weight = [page('# Short\n\nText.'), STYLES.body].map((text) => brotliCompressSync(text).byteLength);
  expect(weight.reduce((sum, bytes) => sum + bytes)).toBeLessThanOrEqual(7 * 1024);
});

test('a page is painted once it is read to its end, a long one as it comes', () => {
  const isHeld = (html: string) => html.includes('<link rel="expect" href="#Holt-document" blocking="render">');
  expect(all(page('# Short\n\nText.'), 'html').map((html) => attribute(html, 'id'))).toEqual(['Holt-document']);
  expect(isHeld(page('# Short\n\nText.'))).toBe(true);
  expect(isHeld(page(`# Long\n\n${'Text.\n\n'.repeat(10_000)}`))).toBe(false);
});

test('the content security policy allows each script by its hash and is short enough for CloudFront', async () => {
  const policy = securityHeaders()['content-security-policy'] ?? '';
  const hashes = await Promise.all(
    [SCRIPT, PAGE_SCRIPT.body, SEARCH_SCRIPT.body, SPECULATION_RULES].map(async (inline) => {
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(inline));
      return `'sha256-${Buffer.from(digest).toString('base64')}'`;
    }),
  );
  expect(policy).toContain(`script-src ${hashes.join(' ')};`);
  expect(policy).not.toContain('unsafe');
  expect(policy.length).toBeLessThan(1783);
});

test('the page of results is no result itself, and without JavaScript leads to the index', () => {
  const html = kinds.search as string;
  expect(html).toContain('<meta name="robots" content="noindex">');
  expect(all(html, 'noscript').map(text).join()).toContain('<a href="/me/notes/-/">the index</a>');
});
