import { dashUrl } from '@holt/edge';
import { h } from 'hastscript';
import { changeDays } from './change-days.ts';
import { changeList } from './change-list.ts';
import { olderLinks } from './older-links.ts';
import { renderShell } from './shell.ts';
import type { ChangeSummary, SiteWiki } from './types.ts';

export interface ChangesOptions {
  wiki: SiteWiki;
  /** Newest first. */
  changes: readonly ChangeSummary[];
  /** The number of the newest page of older changes. */
  older?: number;
}

/** The newest commits of a wiki, by day. */
export function changesHtml({ wiki, changes, older }: ChangesOptions): string {
  const { owner, name } = wiki;
  return renderShell({
    wiki,
    title: 'Changes',
    current: 'changes',
    description: `What changed last in ${owner}/${name}.`,
    main: [
      h('h1', 'Changes'),
      changes.length === 0
        ? h('p.muted', 'Nothing has been written yet.')
        : h('p.muted', ['Newest first. ', h('a', { href: dashUrl(owner, name, 'feed.xml') }, 'Feed')]),
      ...days(wiki, changes),
      ...olderLinks({ older: older === undefined ? undefined : olderUrl(wiki, older) }),
    ],
  });
}

export interface OlderChangesOptions {
  wiki: SiteWiki;
  /** 1 holds the oldest changes. */
  number: number;
  /** Newest first. */
  changes: readonly ChangeSummary[];
}

/** A full page of older commits, which never changes again. */
export function olderChangesHtml({ wiki, number, changes }: OlderChangesOptions): string {
  return renderShell({
    wiki,
    title: `Older changes, page ${number}`,
    noIndex: true,
    main: [
      h('h1', 'Older changes'),
      h('p.muted', `Page ${number}, counted from the oldest; newest change first.`),
      ...days(wiki, changes),
      ...olderLinks({
        newest: dashUrl(wiki.owner, wiki.name, 'changes'),
        older: number > 1 ? olderUrl(wiki, number - 1) : undefined,
      }),
    ],
  });
}

function days(wiki: SiteWiki, changes: readonly ChangeSummary[]) {
  return changeDays(wiki, changes, (change) => changeList(wiki, change.changes, change.omitted));
}

function olderUrl({ owner, name }: SiteWiki, number: number): string {
  return dashUrl(owner, name, `changes/${number}`);
}
