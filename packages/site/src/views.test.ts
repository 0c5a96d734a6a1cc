import { renderPage } from '@holt/markdown';
import { describe, expect, test } from 'vitest';
import { blameHtml } from './blame-html.ts';
import { changesHtml, olderChangesHtml } from './changes-html.ts';
import { commitHtml } from './commit-html.ts';
import { wikiFeedXml } from './feed-xml.ts';
import { historyHtml, olderHistoryHtml } from './history-html.ts';
import { linksHtml } from './links-html.ts';
import { movedHtml } from './moved-html.ts';
import { tombstoneHtml } from './notice-html.ts';
import { pageHtml } from './page-html.ts';
import { revisionHtml } from './revision-html.ts';
import { all, attribute, elements, hrefs, text, textsOf } from './testing/read-html.ts';
import type { ChangeSummary, PageRevision } from './types.ts';

const wiki = { owner: 'me', name: 'notes' };
const path = 'Folder/Some_Page';
const oid = '0123456789abcdef0123456789abcdef01234567';
const date = '2026-11-21T01:05:00.000Z';
const facts = { oid, generation: 7, authorName: 'Ada', date, subject: 'Why' };
const byAgent = { ...facts, agent: 'gardener' };
const edited: PageRevision = { ...facts, kind: 'modified', version: oid };
const rendered = renderPage('# The title\n\nText.\n', { wiki, path });

function headLinks(html: string): Record<string, string>[] {
  return all(html, 'link').map(({ attrs }) => Object.fromEntries(attrs.map(({ name, value }) => [name, value])));
}

describe('every page', () => {
  const html = pageHtml({ wiki, path, rendered, lastChange: byAgent });

  test('leads to its history, to who wrote what, to what links here and to its source', () => {
    const tools = elements(html).find((element) => attribute(element, 'class') === 'tools');
    const links = (tools?.childNodes ?? []).flatMap((node) =>
      'tagName' in node ? [[text(node), attribute(node, 'href')]] : [],
    );
    expect(links).toEqual([
      ['What links here', '/me/notes/-/links/Folder/Some_Page'],
      ['History', '/me/notes/-/history/Folder/Some_Page'],
      ['Who wrote what', '/me/notes/-/blame/Folder/Some_Page'],
      ['Markdown source', '/me/notes/Folder/Some_Page.md'],
    ]);
  });

  test('says when, by whom and why it was changed last, and that it was an agent in words', () => {
    expect(textsOf(html, 'last-change')).toEqual([
      'Last changed 21 November 2026, 01:05 UTC by Ada agent gardener: Why',
    ]);
    expect(textsOf(html, 'agent')).toEqual(['agent gardener']);
    expect(textsOf(pageHtml({ wiki, path, rendered, lastChange: facts }), 'agent')).toEqual([]);
  });

  test('tells programs where its changes, those of the wiki and the list of all pages are', () => {
    expect(headLinks(html)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          rel: 'alternate',
          type: 'application/atom+xml',
          href: '/me/notes/-/feed/Folder/Some_Page.xml',
        }),
        expect.objectContaining({ rel: 'alternate', type: 'application/atom+xml', href: '/me/notes/-/feed.xml' }),
        expect.objectContaining({ rel: 'describedby', href: '/me/notes/-/llms.txt' }),
      ]),
    );
  });
});

describe('the history of a page', () => {
  test('leads from each change to its commit and to the page as it left it', () => {
    const html = historyHtml({ wiki, path, changes: [edited], isGone: false });
    expect(textsOf(html, 'change')).toEqual(['WhyAda · 01:05 UTC · change 7edited The page as it was']);
    expect(hrefs(html)).toEqual(
      expect.arrayContaining([`/me/notes/-/commit/${oid}`, `/me/notes/-/at/${oid}/Folder/Some_Page`]),
    );
  });

  test('goes on under another path where the page came from there, or went there', () => {
    const came = historyHtml({ wiki, path, changes: [{ ...edited, kind: 'renamed', from: 'Old' }], isGone: false });
    expect(textsOf(came, 'files')).toEqual(['moved from Old The page as it was']);
    expect(hrefs(came)).toContain('/me/notes/-/history/Old');
    const went = historyHtml({ wiki, path: 'Old', changes: [{ ...facts, kind: 'deleted', to: path }], isGone: true });
    expect(textsOf(went, 'files')).toEqual(['moved to Folder / Some Page']);
    expect(hrefs(went)).toContain('/me/notes/-/history/Folder/Some_Page');
    expect(textsOf(went, 'note')).toEqual(['No page has this address now. What it held is kept here.']);
  });

  test('leads to older changes, and from there to still older and to the newest', () => {
    const newest = historyHtml({ wiki, path, changes: [edited], older: 3, isGone: false });
    expect(hrefs(newest)).toContain('/me/notes/-/older/3/Folder/Some_Page');
    const older = olderHistoryHtml({ wiki, path, number: 2, changes: [edited] });
    expect(hrefs(older)).toContain('/me/notes/-/older/1/Folder/Some_Page');
    expect(hrefs(older)).toContain('/me/notes/-/history/Folder/Some_Page');
    const oldest = hrefs(olderHistoryHtml({ wiki, path, number: 1, changes: [edited] }));
    expect(oldest.filter((href) => href?.includes('/-/older/'))).toEqual([]);
  });

  test('has no link that the edge would refuse, however long the path is', () => {
    const long = 'a'.repeat(240);
    const html = historyHtml({ wiki, path: long, changes: [edited], older: 1, isGone: false });
    expect(hrefs(html).filter((href) => /\/-\/(?:at|older|feed)\//.test(href ?? ''))).toEqual([]);
    expect(hrefs(html)).toContain(`/me/notes/-/blame/${long}`);
  });
});

test('who wrote what: each run of lines with its place, its author and the mark of an agent', () => {
  const blocks = [
    { change: byAgent, line: 1, text: '# One\n\n<b>' },
    { change: facts, line: 4, text: '\nlast' },
  ];
  const html = blameHtml({ wiki, path, blocks, version: oid });
  expect(all(html, 'pre').map(text)).toEqual(['# One\n\n<b>', '\nlast']);
  const sources = all(html, 'p').map(text);
  expect(sources).toContain('WhyAda agent gardener21 November 2026 · lines 1–3');
  expect(sources).toContain('WhyAda21 November 2026 · lines 4–5');
  expect(elements(html).map((element) => attribute(element, 'id'))).toEqual(expect.arrayContaining(['L1', 'L4']));
});

test('who wrote what stays of a bearable size, and shows the whole text, however often the writers take turns', () => {
  const lines = Array.from({ length: 50_000 }, (_, index) => `${index}`);
  const blocks = lines.map((line, index) => ({ change: index % 2 ? byAgent : facts, line: index + 1, text: line }));
  const html = blameHtml({ wiki, path, blocks, version: oid });
  expect(html.length).toBeLessThan(1024 * 1024);
  expect(all(html, 'pre').map(text).join('\n').split('\n')).toEqual(lines);
  expect(html).toContain('48000 more parts');
});

test('what is shown about a page names the page, says which view it is, and leads to the others', () => {
  const views = {
    'History of': historyHtml({ wiki, path, changes: [edited], isGone: false }),
    'Who wrote what in': blameHtml({ wiki, path, blocks: [], version: oid }),
    'What links to': linksHtml({ wiki, path, from: [] }),
  };
  for (const [name, html] of Object.entries(views)) {
    expect(all(html, 'title').map(text)).toEqual([`${name} Folder / Some Page · me/notes`]);
    expect(all(html, 'h1').map(text)).toEqual([`${name} Folder / Some Page`]);
    const current = all(html, 'a').filter((a) => attribute(a, 'aria-current') === 'page');
    expect(current).toHaveLength(1);
    expect(name).toContain(text(current[0] as (typeof current)[0]).replace('here', 'to'));
    expect(hrefs(html)).toEqual(
      expect.arrayContaining([
        '/me/notes/Folder/Some_Page',
        '/me/notes/-/history/Folder/Some_Page',
        '/me/notes/-/blame/Folder/Some_Page',
        '/me/notes/-/links/Folder/Some_Page',
      ]),
    );
    expect(html).toContain('<meta name="robots" content="noindex">');
  }
});

test('a page of older changes says in its heading which it is', () => {
  const html = olderHistoryHtml({ wiki, path, number: 2, changes: [edited] });
  expect(all(html, 'h1').map(text)).toEqual(['History of Folder / Some Page, page 2']);
  expect(all(html, 'title').map(text)).toEqual(['History of Folder / Some Page, page 2 · me/notes']);
});

test('a page at a revision says which it is, leads to the page, and is left out by search engines', () => {
  const html = revisionHtml({ wiki, path, rendered, change: byAgent });
  expect(textsOf(html, 'revision').join()).toMatch(
    /^This is the page as Ada agent gardener left it on 21 November 2026, 01:05 UTC: Why/,
  );
  // True of the present text, too.
  expect(all(html, 'title').map(text)).toEqual(['The title, as of 21 November 2026 · me/notes']);
  expect(hrefs(html)).toEqual(
    expect.arrayContaining([
      '/me/notes/Folder/Some_Page',
      '/me/notes/-/history/Folder/Some_Page',
      `/me/notes/-/commit/${oid}`,
    ]),
  );
  expect(headLinks(html)).toContainEqual({ rel: 'canonical', href: '/me/notes/Folder/Some_Page' });
  expect(html).toContain('<meta name="robots" content="noindex">');
  expect(textsOf(html, 'content').join()).toContain('Text.');
});

test('a commit leads to each page as it left it, but for what is gone and for files', () => {
  const html = commitHtml({
    wiki,
    commit: { ...byAgent, parents: [], authorEmail: '', message: 'Why' },
    changes: [
      { kind: 'added', path: 'New' },
      { kind: 'modified', path: 'Edited' },
      { kind: 'renamed', path: 'To', from: 'From' },
      { kind: 'deleted', path: 'Gone' },
      { kind: 'added', path: 'a.png', file: true },
    ],
    omitted: 0,
    patch: '',
    patchOmitted: 0,
  });
  const at = hrefs(html).filter((href) => href?.startsWith(`/me/notes/-/at/${oid}/`));
  expect(at.map((href) => href?.split('/').at(-1))).toEqual(['New', 'Edited', 'To']);
  expect(textsOf(html, 'agent')).toEqual(['agent gardener']);
});

test('an agent without a name of its own is just called an agent', () => {
  const nameless = { ...facts, agent: 'MCP client' };
  const html = pageHtml({ wiki, path, rendered, lastChange: nameless });
  expect(textsOf(html, 'agent')).toEqual(['agent']);
  expect(html).toContain('title="Written by an agent"');
  const feed = wikiFeedXml({ wiki, changes: [{ ...nameless, changes: [], omitted: 0 }] });
  expect(feed).toContain('Written by an agent. ');
  expect(html + feed).not.toContain('MCP client');
});

test('that a rename wrote a redirect is told by the commit alone', () => {
  const redirects = { kind: 'modified', path: '_redirects', file: true } as const;
  const renamed = { kind: 'renamed', path: 'To', from: 'From' } as const;
  const listed = (changes: ChangeSummary['changes']) =>
    changesHtml({ wiki, changes: [{ ...facts, changes, omitted: 0 }] }).includes('_redirects');
  expect(listed([redirects, renamed])).toBe(false);
  expect(listed([redirects])).toBe(true);
  const commit = { ...facts, parents: [], authorEmail: '', message: 'Why' };
  const html = commitHtml({ wiki, commit, changes: [redirects, renamed], omitted: 0, patch: '', patchOmitted: 0 });
  expect(html).toContain('_redirects');
  // It is kept in git alone.
  expect(hrefs(html).filter((href) => href?.includes('_redirects'))).toEqual([]);
});

test('changes are marked where an agent made them, and lead to older ones', () => {
  const changes: ChangeSummary[] = [
    { ...byAgent, changes: [], omitted: 0 },
    { ...facts, changes: [], omitted: 0 },
  ];
  const newest = changesHtml({ wiki, changes, older: 4 });
  expect(textsOf(newest, 'agent')).toEqual(['agent gardener']);
  expect(hrefs(newest)).toContain('/me/notes/-/changes/4');
  expect(hrefs(changesHtml({ wiki, changes })).filter((href) => href?.includes('/changes/'))).toEqual([]);
  const older = hrefs(olderChangesHtml({ wiki, number: 4, changes }));
  expect(older).toContain('/me/notes/-/changes/3');
  expect(older.filter((href) => href === '/me/notes/-/changes')).toHaveLength(2);
  const oldest = hrefs(olderChangesHtml({ wiki, number: 1, changes }));
  expect(oldest.filter((href) => href?.includes('/changes/'))).toEqual([]);
});

test('where a page was deleted, the way to what it held is shown', () => {
  const html = tombstoneHtml({ wiki, path, lastChange: byAgent });
  expect(hrefs(html)).toContain('/me/notes/-/history/Folder/Some_Page');
  expect(textsOf(html, 'last-change').join()).toMatch(/^Deleted .* by Ada agent gardener: Why$/);
});

test('the address that a page had goes on to where it is', () => {
  const html = movedHtml({ wiki, path: 'Old', target: path });
  expect(html).toContain('<meta http-equiv="refresh" content="0; url=/me/notes/Folder/Some_Page">');
  expect(headLinks(html)).toContainEqual({ rel: 'canonical', href: '/me/notes/Folder/Some_Page' });
  expect(textsOf(html, 'content').join()).toContain('This page has moved to Folder / Some Page.');
});
