import type { Blockquote, Paragraph, PhrasingContent } from 'mdast';

export interface Callout {
  /** As written. */
  type: string;
  fold?: 'open' | 'closed';
  /** Empty when there is none. */
  title: PhrasingContent[];
  children: Blockquote['children'];
}

// GitHub's alerts and Obsidian's callouts: https://help.obsidian.md/callouts
const MARK = /^\[!([a-z][\w-]{0,30})(?:\|[^\]\n]{0,60})?\]([+-]?)(?=[ \t\n]|$)[ \t]*/i;

/** A quote that begins with `[!type]` is a callout; what follows in the same line is its title. */
export function readCallout(quote: Blockquote): Callout | undefined {
  const [first, ...others] = quote.children;
  const opening = first?.type === 'paragraph' ? first.children[0] : undefined;
  if (first?.type !== 'paragraph' || opening?.type !== 'text') return undefined;
  const mark = MARK.exec(opening.value);
  if (mark === null) return undefined;
  const [whole, type = '', sign] = mark;
  const rest = { ...opening, value: opening.value.slice(whole.length) };
  const [title, body] = splitLine([rest, ...first.children.slice(1)]);
  const paragraph: Paragraph[] = body.length > 0 ? [{ type: 'paragraph', children: body }] : [];
  return {
    type,
    ...(sign === '' ? {} : { fold: sign === '-' ? ('closed' as const) : ('open' as const) }),
    title,
    children: [...paragraph, ...others],
  };
}

/** What is in the first line, and what is after it. */
function splitLine(nodes: readonly PhrasingContent[]): [PhrasingContent[], PhrasingContent[]] {
  const line: PhrasingContent[] = [];
  for (const [index, node] of nodes.entries()) {
    const end = node.type === 'text' ? node.value.indexOf('\n') : -1;
    if (node.type === 'break') return [line, nodes.slice(index + 1)];
    if (node.type !== 'text' || end < 0) {
      if (node.type !== 'text' || node.value !== '') line.push(node);
      continue;
    }
    if (end > 0) line.push({ ...node, value: node.value.slice(0, end) });
    const tail = node.value.slice(end + 1);
    return [line, [...(tail === '' ? [] : [{ ...node, value: tail }]), ...nodes.slice(index + 1)]];
  }
  return [line, []];
}
