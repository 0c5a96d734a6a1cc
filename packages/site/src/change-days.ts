import { dashUrl } from '@holt/edge';
import type { Element, ElementContent } from 'hast';
import { h } from 'hastscript';
import { authorElements } from './author.ts';
import { formatDay, formatTime } from './format-date.ts';
import type { ChangeFacts, SiteWiki } from './types.ts';

/** Changes by day, in the order given: who, when and why of each, and what `describe` adds. */
export function changeDays<T extends ChangeFacts>(
  wiki: SiteWiki,
  changes: readonly T[],
  describe: (change: T) => ElementContent,
): Element[] {
  return [...Map.groupBy(changes, ({ date }) => formatDay(date))].map(([day, group]) =>
    h('section.day', [
      h('h2', day),
      h(
        'ol',
        group.map((change) => h('li.change', [...summary(wiki, change), describe(change)])),
      ),
    ]),
  );
}

function summary(wiki: SiteWiki, change: ChangeFacts): Element[] {
  const href = dashUrl(wiki.owner, wiki.name, `commit/${change.oid}`);
  return [
    h('p', h('a.subject', { href }, change.subject || change.oid.slice(0, 8))),
    h('p.muted', [
      ...authorElements(change),
      ' · ',
      h('time', { dateTime: change.date }, formatTime(change.date)),
      ` · change ${change.generation}`,
    ]),
  ];
}
