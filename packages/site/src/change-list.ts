import { fileUrl, pageUrl } from '@holt/edge';
import type { Element, ElementContent } from 'hast';
import { h } from 'hastscript';
import { revisionUrl } from './page-urls.ts';
import type { FileChange, SiteWiki } from './types.ts';

/** What happened to a file, for readers. */
export const CHANGE_WORDS = { added: 'new', modified: 'edited', deleted: 'deleted', renamed: 'moved' } as const;

/** Which pages a commit changed, and how. With `oid`, the commit's, each leads to the page as the commit left it, too. */
export function changeList(wiki: SiteWiki, changes: readonly FileChange[], omitted: number, oid?: string): Element {
  const items = changes.map((change) =>
    h('li', [
      h('span.kind', { className: change.kind }, CHANGE_WORDS[change.kind]),
      ' ',
      change.from === undefined ? undefined : h('s', change.from),
      change.from === undefined ? undefined : ' → ',
      change.kind === 'deleted' ? h('s', change.path) : h('a', { href: hrefOf(wiki, change) }, change.path),
      ...(oid === undefined ? [] : thenLink(wiki, change, oid)),
    ]),
  );
  if (omitted > 0) items.push(h('li.muted', `and ${omitted} more`));
  return h('ul.files', items);
}

/** Attachments are kept as they are at HEAD only. */
function thenLink(wiki: SiteWiki, change: FileChange, oid: string): ElementContent[] {
  if (change.file || change.kind === 'deleted') return [];
  const href = revisionUrl(wiki, oid, change.path);
  return href === undefined ? [] : [h('span', ' '), h('a.at', { href }, 'The page then')];
}

function hrefOf(wiki: SiteWiki, change: FileChange): string {
  return change.file ? fileUrl(wiki.owner, wiki.name, change.path) : pageUrl(wiki.owner, wiki.name, change.path);
}
