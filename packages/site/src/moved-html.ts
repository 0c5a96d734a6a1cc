import { pageUrl } from '@holt/edge';
import { h } from 'hastscript';
import { pathTitle, pathWords } from './path-words.ts';
import { renderShell } from './shell.ts';
import type { SiteWiki } from './types.ts';

/** What stands at the address that a page had before it was renamed to `target`: goes on to it. */
export function movedHtml({ wiki, path, target }: { wiki: SiteWiki; path: string; target: string }): string {
  const href = pageUrl(wiki.owner, wiki.name, target);
  return renderShell({
    wiki,
    path,
    title: pathTitle(path),
    noIndex: true,
    head: [h('link', { rel: 'canonical', href }), h('meta', { httpEquiv: 'refresh', content: `0; url=${href}` })],
    main: [
      h('article.content', [
        h('h1', pathTitle(path)),
        h('p', ['This page has moved to ', h('a', { href }, pathWords(target)), '.']),
      ]),
    ],
  });
}
