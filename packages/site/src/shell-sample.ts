import { renderPage } from '@holt/markdown';
import { changesHtml } from './changes-html.ts';
import { commitHtml } from './commit-html.ts';
import { indexHtml } from './index-html.ts';
import { aliasHtml, notFoundHtml, toIndexHtml, tombstoneHtml } from './notice-html.ts';
import { pageHtml } from './page-html.ts';
import { sidebarJson } from './sidebar.ts';
import type { FileChange } from './types.ts';

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
  const lastChange = { oid, authorName: 'Author', date, subject: 'Subject' };
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
  const rendered = renderPage(MARKDOWN, { wiki, path });
  const broken = renderPage(`---\n: [\n---\n${'> '.repeat(100)}`, { wiki, path });
  return [
    pageHtml({ wiki, path, rendered, lastChange }),
    pageHtml({ wiki, path: 'Home', rendered: broken, lastChange }),
    tombstoneHtml({ wiki, path, lastChange }),
    toIndexHtml({ wiki }),
    aliasHtml({ wiki, name: 'Sample', targets: pages.slice(0, 1) }),
    aliasHtml({ wiki, name: 'Sample', targets: pages, omitted: 2 }),
    indexHtml({ wiki, pages }),
    indexHtml({ wiki, pages: [] }),
    changesHtml({ wiki, changes: [{ ...lastChange, generation: 2, changes, omitted: 1 }] }),
    changesHtml({ wiki, changes: [] }),
    commitHtml({ wiki, commit, changes, omitted: 1, patch: PATCH, patchOmitted: 1 }),
    notFoundHtml(),
    sidebarJson(pages),
  ].join('\n');
}
