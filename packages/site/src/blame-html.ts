import { dashUrl } from '@holt/edge';
import type { Element } from 'hast';
import { h } from 'hastscript';
import { authorElements } from './author.ts';
import { formatDay } from './format-date.ts';
import { renderView } from './page-views.ts';
import type { BlameBlock, SiteWiki } from './types.ts';

/** Bounds the document: two changes may have written every other line of 1 MiB. */
const MOST_BLOCKS = 2000;

export interface BlameOptions {
  wiki: SiteWiki;
  path: string;
  /** In the order of the text. */
  blocks: readonly BlameBlock[];
  /** The oid of the page's blob; absent: no page has this path now. */
  version?: string;
}

/** A page's Markdown, each run of lines beside the change that wrote it; after 2,000 of them, the rest in one. */
export function blameHtml({ wiki, path, blocks, version }: BlameOptions): string {
  const nothing = version === undefined ? 'No page has this address now.' : 'The page is empty.';
  return renderView({
    wiki,
    path,
    view: 'blame',
    main: [
      blocks.length === 0
        ? h('p.muted', nothing)
        : h('p.muted', 'The Markdown of the page. Beside each part is the change that wrote it.'),
      h('ol.blame', [...blocks.slice(0, MOST_BLOCKS).map((block) => blockElement(wiki, block)), ...restOf(blocks)]),
    ],
  });
}

function blockElement(wiki: SiteWiki, { change, line, text }: BlameBlock): Element {
  const href = dashUrl(wiki.owner, wiki.name, `commit/${change.oid}`);
  const last = line + text.split('\n').length - 1;
  return h('li', { id: `L${line}` }, [
    h('p', [
      h('a', { href }, change.subject || change.oid.slice(0, 8)),
      h('span', authorElements(change)),
      h('span', [
        h('time', { dateTime: change.date }, formatDay(change.date)),
        ` · ${last > line ? `lines ${line}–${last}` : `line ${line}`}`,
      ]),
    ]),
    source(text),
  ]);
}

function restOf(blocks: readonly BlameBlock[]): Element[] {
  const rest = blocks.slice(MOST_BLOCKS);
  if (rest.length === 0) return [];
  return [
    h('li', [
      h('p', `From here on, ${rest.length} more parts are shown as one.`),
      source(rest.map(({ text }) => text).join('\n')),
    ]),
  ];
}

function source(text: string): Element {
  // Parsers drop a line feed that begins the element: this one, not the text's own.
  return h('pre', `\n${text}`);
}
