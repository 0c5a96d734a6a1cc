import { fileUrl, pageUrl } from '@holt/edge';
import type { Element, ElementContent } from 'hast';
import { h } from 'hastscript';
import { revisionUrl } from './page-urls.ts';
import type { FileChange, SiteWiki } from './types.ts';

/** Where a wiki keeps the redirects of its renamed pages. */
const REDIRECTS = '_redirects';

/** What happened to a file, for readers. */
export const CHANGE_WORDS = { added: 'new', modified: 'edited', deleted: 'deleted', renamed: 'moved' } as const;

/**
 * Which pages a commit changed, and how. With `oid`, the commit's, each leads to the page as the commit left it, too. Without
 * it the list is the short one.
 */
export function changeList(wiki: SiteWiki, changes: readonly FileChange[], omitted: number, oid?: string): Element {
  const items = (oid === undefined ? withoutBookkeeping(changes) : changes).map((change) =>
    h('li', [
      h('span.kind', { className: change.kind }, CHANGE_WORDS[change.kind]),
      ' ',
      change.from === undefined ? undefined : h('s', change.from),
      change.from === undefined ? undefined : ' → ',
      nameOf(wiki, change),
      ...(oid === undefined ? [] : thenLink(wiki, change, oid)),
    ]),
  );
  if (omitted > 0) items.push(h('li.muted', `and ${omitted} more`));
  return h('ul.files', items);
}

/** That a rename leaves a redirect goes without saying. */
function withoutBookkeeping(changes: readonly FileChange[]): readonly FileChange[] {
  const isRename = changes.some(({ kind, file }) => kind === 'renamed' && !file);
  return isRename ? changes.filter(({ path, file }) => !(file && path === REDIRECTS)) : changes;
}

function nameOf(wiki: SiteWiki, { kind, path, file }: FileChange): ElementContent {
  if (kind === 'deleted') return h('s', path);
  const href = file ? attachmentUrl(wiki, path) : pageUrl(wiki.owner, wiki.name, path);
  return href === undefined ? h('span', path) : h('a', { href }, path);
}

/** The redirects are kept in git alone: each is served at its own address. */
export function attachmentUrl(wiki: SiteWiki, path: string): string | undefined {
  return path === REDIRECTS ? undefined : fileUrl(wiki.owner, wiki.name, path);
}

/** Attachments are kept as they are at HEAD only. */
function thenLink(wiki: SiteWiki, change: FileChange, oid: string): ElementContent[] {
  if (change.file || change.kind === 'deleted') return [];
  const href = revisionUrl(wiki, oid, change.path);
  return href === undefined ? [] : [h('span', ' '), h('a.at', { href }, 'The page as it was')];
}
