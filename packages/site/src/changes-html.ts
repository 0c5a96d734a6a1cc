import { dashUrl } from '@holt/edge';
import type { Element } from 'hast';
import { h } from 'hastscript';
import { changeList } from './change-list.ts';
import { formatDay, formatTime } from './format-date.ts';
import { renderShell } from './shell.ts';
import type { ChangeSummary, SiteWiki } from './types.ts';

/** The newest commits of a wiki, by day. `changes` is newest first. */
export function changesHtml({ wiki, changes }: { wiki: SiteWiki; changes: readonly ChangeSummary[] }): string {
  const days = new Map<string, ChangeSummary[]>();
  for (const change of changes) {
    const day = formatDay(change.date);
    const group = days.get(day);
    if (group === undefined) days.set(day, [change]);
    else group.push(change);
  }
  return renderShell({
    wiki,
    title: 'Changes',
    current: 'changes',
    description: `What changed last in ${wiki.owner}/${wiki.name}.`,
    main: [
      h('h1', 'Changes'),
      ...(changes.length === 0 ? [h('p.muted', 'Nothing has been written yet.')] : []),
      ...[...days].map(([day, group]) =>
        h('section.day', [
          h('h2', day),
          h(
            'ol',
            group.map((change) => h('li', summary(wiki, change))),
          ),
        ]),
      ),
    ],
  });
}

function summary(wiki: SiteWiki, change: ChangeSummary): Element[] {
  const href = dashUrl(wiki.owner, wiki.name, `commit/${change.oid}`);
  return [
    h('p', h('a.subject', { href }, change.subject || change.oid.slice(0, 8))),
    h('p.muted', [
      h('b', change.authorName || 'unknown'),
      ' · ',
      h('time', { dateTime: change.date }, formatTime(change.date)),
      ` · change ${change.generation}`,
    ]),
    changeList(wiki, change.changes, change.omitted),
  ];
}
