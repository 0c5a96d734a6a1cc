import { type RenderedPage, renderPage } from '@holt/markdown';
import { encodeEntry, SEARCH_FORMAT } from '@holt/search';
import { blameHtml } from './blame-html.ts';
import { changesHtml, olderChangesHtml } from './changes-html.ts';
import { commitHtml } from './commit-html.ts';
import { pageFeedXml, wikiFeedXml } from './feed-xml.ts';
import { historyHtml, olderHistoryHtml } from './history-html.ts';
import { indexHtml } from './index-html.ts';
import { linksHtml } from './links-html.ts';
import { llmsText } from './llms-text.ts';
import { movedHtml } from './moved-html.ts';
import { aliasHtml, notFoundHtml, toIndexHtml, tombstoneHtml } from './notice-html.ts';
import { pageHtml } from './page-html.ts';
import { revisionHtml } from './revision-html.ts';
import { ROBOTS_TEXT } from './robots-text.ts';
import { searchHtml } from './search-html.ts';
import { sidebarJson } from './sidebar.ts';
import { sitemapXml } from './sitemap-xml.ts';
import type { ChangeSummary, FileChange, PageRevision } from './types.ts';

const MARKDOWN = `---
title: Sample
tags: [one, two]
---
A [page](Other.md), a [[Wiki Link#Part|link]], <https://example.com>, ![image](a.png), ![far](https://example.com/a.png).

## Heading

### Below it

## Another

- [x] done[^1]

| a | b |
|---|--:|
| 1 | <kbd>2</kbd> |

\`\`\`ts title="a.ts" showLineNumbers {1}
const a = 'b'; // c
\`\`\`

> [!TIP]- Title
> ==Marked== and $a^2$, $\\frac{$

::: info
![[Page]] and ![[a.png|text|20x10]]
:::

>! Spoiler

*[A]: Abbreviation

[^1]: Note.
`;

const PATCH = `diff --git a/Sample.md b/Sample.md
--- a/Sample.md
+++ b/Sample.md
@@ -1,2 +1,2 @@
 same
-old
+new
`;

/** Every kind of page for made-up content: changes whenever pages that were written before must be written again. */
export function renderShellSample(): string {
  const wiki = { owner: 'sample', name: 'wiki' };
  const oid = '0123456789abcdef0123456789abcdef01234567';
  const date = '2026-01-02T03:04:05.000Z';
  const lastChange = { oid, generation: 2, authorName: 'Author', date, subject: 'Subject' };
  const byAgent = { ...lastChange, agent: 'agent' };
  const path = 'folder/Sample';
  const changes: FileChange[] = [
    { kind: 'renamed', path, from: 'Sample' },
    { kind: 'deleted', path: 'old.png', file: true },
  ];
  const pages = [
    { path, title: 'Sample' },
    { path: 'Home', title: 'Welcome' },
  ];
  const commit = {
    oid,
    parents: [oid],
    generation: 2,
    authorName: 'Author',
    authorEmail: 'a@example.com',
    date,
    message: 'Subject\n\nBody',
  };
  const summaries: ChangeSummary[] = [
    { ...byAgent, changes, omitted: 1 },
    { ...lastChange, changes, omitted: 0 },
  ];
  const revisions: PageRevision[] = [
    { ...byAgent, kind: 'deleted', to: 'Sample' },
    { ...lastChange, kind: 'modified', version: oid },
    { ...lastChange, kind: 'renamed', from: 'Sample', version: oid },
  ];
  const blocks = [
    { change: byAgent, line: 1, text: 'One\nline' },
    { change: lastChange, line: 3, text: 'three' },
  ];
  const rendered = renderPage(MARKDOWN, { wiki, path });
  const broken = renderPage(`---\n: [\n---\n${'> '.repeat(100)}`, { wiki, path });
  const fromWindows = renderPage('---\r\ntitle: "Sample"\r\n---\r\nText\r\n', { wiki, path });
  return [
    pageHtml({ wiki, path, rendered, lastChange }),
    pageHtml({ wiki, path, rendered: fromWindows, lastChange }),
    pageHtml({ wiki, path: 'Home', rendered: broken, lastChange }),
    tombstoneHtml({ wiki, path, lastChange }),
    toIndexHtml({ wiki }),
    aliasHtml({ wiki, name: 'Sample', targets: pages.slice(0, 1) }),
    aliasHtml({ wiki, name: 'Sample', targets: pages, omitted: 2 }),
    indexHtml({ wiki, pages }),
    indexHtml({ wiki, pages: [] }),
    pageHtml({ wiki, path, rendered, lastChange: byAgent }),
    revisionHtml({ wiki, path, rendered, change: byAgent }),
    historyHtml({ wiki, path, changes: revisions, older: 1, isGone: true }),
    historyHtml({ wiki, path, changes: revisions, isGone: false }),
    olderHistoryHtml({ wiki, path, number: 2, changes: revisions }),
    blameHtml({ wiki, path, blocks, version: oid }),
    blameHtml({ wiki, path, blocks: [] }),
    linksHtml({ wiki, path, from: ['Home', path] }),
    linksHtml({ wiki, path, from: [] }),
    linksHtml({ wiki, path: 'Sample', from: ['Home'], isPage: false }),
    movedHtml({ wiki, path: 'Sample', target: path }),
    changesHtml({ wiki, changes: summaries, older: 1 }),
    olderChangesHtml({ wiki, number: 2, changes: summaries }),
    wikiFeedXml({ wiki, changes: summaries }),
    pageFeedXml({ wiki, path, changes: revisions }),
    sitemapXml({ wiki, origin: 'https://example.com', pages }),
    llmsText({ wiki, pages }),
    changesHtml({ wiki, changes: [] }),
    commitHtml({ wiki, commit: { ...commit, agent: 'agent' }, changes, omitted: 1, patch: PATCH, patchOmitted: 1 }),
    searchHtml({ wiki }),
    // An index of another format, and entries of another form, are made anew as pages are.
    `${SEARCH_FORMAT}`,
    entryOf(rendered),
    entryOf(broken),
    notFoundHtml(),
    ROBOTS_TEXT,
    sidebarJson(pages, [['Heading'], ['Label', '/sample/wiki/']]),
  ].join('\n');
}

/** A page as it is searched. */
function entryOf({ title, tags, plainText }: RenderedPage): string {
  const headings = plainText.headings.map(({ id, text, offset }) => ({ slug: id, text, offset }));
  return encodeEntry({
    path: 'folder/Sample',
    title,
    version: '0123456789abcdef0123456789abcdef01234567',
    generation: 2,
    tags,
    headings,
    text: plainText.text,
  });
}
