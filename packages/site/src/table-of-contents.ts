import type { RenderedPage } from '@holt/markdown';
import type { ElementContent } from 'hast';
import { h } from 'hastscript';

const FEWEST = 3;
/** Bounds the page: a text of one MiB may be all headings. */
const MOST = 300;

interface Entry {
  depth: number;
  id: string;
  text: string;
  children: Entry[];
}

/**
 * The page's headings after its title as nested links, beside the content where there is room and folded above it where
 * not: the style sheet decides. Nothing for a page of fewer than three headings.
 */
export function tableOfContents({ headings, hasTitleHeading }: RenderedPage): ElementContent[] {
  const listed = hasTitleHeading ? headings.slice(1) : headings;
  if (listed.length < FEWEST) return [];
  const omitted = listed.length - MOST;
  return [
    h('details.toc', [
      h('summary', 'On this page'),
      h('nav', { ariaLabel: 'On this page' }, [
        listOf(nest(listed.slice(0, MOST))),
        omitted > 0 ? h('p.muted', `and ${omitted} more`) : undefined,
      ]),
    ]),
  ];
}

/** Below the nearest heading before it that is larger: levels that the author left out make no empty lists. */
function nest(headings: RenderedPage['headings']): Entry[] {
  const roots: Entry[] = [];
  const open: Entry[] = [];
  for (const { depth, id, text } of headings) {
    const entry = { depth, id, text, children: [] };
    while (open.length > 0 && (open.at(-1) as Entry).depth >= depth) open.pop();
    (open.at(-1)?.children ?? roots).push(entry);
    open.push(entry);
  }
  return roots;
}

function listOf(entries: Entry[]): ElementContent {
  return h(
    'ol',
    entries.map(({ id, text, children }) =>
      h('li', [
        h('a', { href: `#${encodeURIComponent(id.toWellFormed())}` }, text),
        children.length > 0 ? listOf(children) : undefined,
      ]),
    ),
  );
}
