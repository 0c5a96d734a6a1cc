import { dashUrl } from '@holt/edge';
import type { ElementContent } from 'hast';
import { h } from 'hastscript';
import { changeDays } from './change-days.ts';
import { CHANGE_WORDS } from './change-list.ts';
import { olderLinks } from './older-links.ts';
import { olderHistoryUrl, pageUrlsOf, revisionUrl } from './page-urls.ts';
import { renderView } from './page-views.ts';
import { pathWords } from './path-words.ts';
import type { PageRevision, SiteWiki } from './types.ts';

export interface HistoryOptions {
  wiki: SiteWiki;
  path: string;
  /** Newest first. */
  changes: readonly PageRevision[];
  /** The number of the newest page of older changes. */
  older?: number;
  /** Whether no page has this path now. */
  isGone: boolean;
}

/** The newest changes of what has, or had, a path. */
export function historyHtml({ wiki, path, changes, older, isGone }: HistoryOptions): string {
  const { feed } = pageUrlsOf(wiki, path);
  return renderView({
    wiki,
    path,
    view: 'history',
    main: [
      isGone ? h('p.note', 'No page has this address now. What it held is kept here.') : undefined,
      h('p.muted', ['Newest first. ', feed === undefined ? undefined : h('a', { href: feed }, 'Feed')]),
      ...days(wiki, path, changes),
      ...olderLinks({ older: older === undefined ? undefined : olderHistoryUrl(wiki, path, older) }),
    ].filter((element) => element !== undefined),
  });
}

export interface OlderHistoryOptions {
  wiki: SiteWiki;
  path: string;
  /** 1 holds the oldest changes. */
  number: number;
  /** Newest first. */
  changes: readonly PageRevision[];
}

/** A full page of a page's older changes, which never changes again. */
export function olderHistoryHtml({ wiki, path, number, changes }: OlderHistoryOptions): string {
  return renderView({
    wiki,
    path,
    view: 'history',
    part: `, page ${number}`,
    main: [
      h('p.muted', 'Pages are counted from the oldest; newest change first.'),
      ...days(wiki, path, changes),
      ...olderLinks({
        newest: pageUrlsOf(wiki, path).history,
        older: number > 1 ? olderHistoryUrl(wiki, path, number - 1) : undefined,
      }),
    ],
  });
}

function days(wiki: SiteWiki, path: string, changes: readonly PageRevision[]) {
  return changeDays(wiki, changes, (change) => h('p.files', whatHappened(wiki, path, change)));
}

function whatHappened(wiki: SiteWiki, path: string, change: PageRevision): ElementContent[] {
  const elsewhere = change.from ?? change.to;
  const kind = elsewhere === undefined ? change.kind : 'renamed';
  const at = change.version === undefined ? undefined : revisionUrl(wiki, change.oid, path);
  return [
    h('span.kind', { className: kind }, CHANGE_WORDS[kind]),
    ...(elsewhere === undefined
      ? []
      : [
          h('span', change.from === undefined ? ' to ' : ' from '),
          h('a', { href: dashUrl(wiki.owner, wiki.name, `history/${elsewhere}`) }, pathWords(elsewhere)),
        ]),
    ...(at === undefined ? [] : [h('span', ' '), h('a.at', { href: at }, 'The page as it was')]),
  ];
}
