import { fileUrl, pageUrl } from '@holt/edge';
import type { Element } from 'hast';
import { h } from 'hastscript';
import type { FileChange, SiteWiki } from './types.ts';

/** What happened to a file, for readers. */
export const CHANGE_WORDS = { added: 'new', modified: 'edited', deleted: 'deleted', renamed: 'moved' } as const;

/** Which pages a commit changed, and how. */
export function changeList(wiki: SiteWiki, changes: readonly FileChange[], omitted: number): Element {
  const items = changes.map((change) =>
    h('li', [
      h('span.kind', { className: change.kind }, CHANGE_WORDS[change.kind]),
      ' ',
      change.from === undefined ? undefined : h('s', change.from),
      change.from === undefined ? undefined : ' → ',
      change.kind === 'deleted' ? h('s', change.path) : h('a', { href: hrefOf(wiki, change) }, change.path),
    ]),
  );
  if (omitted > 0) items.push(h('li.muted', `and ${omitted} more`));
  return h('ul.files', items);
}

function hrefOf(wiki: SiteWiki, change: FileChange): string {
  return change.file ? fileUrl(wiki.owner, wiki.name, change.path) : pageUrl(wiki.owner, wiki.name, change.path);
}
