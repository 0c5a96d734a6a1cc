import { dashUrl } from '@holt/edge';
import type { Element } from 'hast';
import { h } from 'hastscript';
import { authorElements } from './author.ts';
import { dateElement } from './format-date.ts';
import type { LastChange, SiteWiki } from './types.ts';

/** "Last changed 21 November 2026, 14:05 UTC by Ada: Fix the table" */
export function lastChangeElement(wiki: SiteWiki, verb: string, change: LastChange): Element {
  return h('p.last-change', [
    `${verb} `,
    dateElement(change.date),
    ' by ',
    ...authorElements(change),
    ': ',
    h('a', { href: dashUrl(wiki.owner, wiki.name, `commit/${change.oid}`) }, change.subject || change.oid.slice(0, 8)),
  ]);
}
