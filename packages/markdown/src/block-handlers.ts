import type { Element, ElementContent } from 'hast';
import type { Blockquote, Heading, Paragraph, PhrasingContent } from 'mdast';
import type { Handlers, State } from 'mdast-util-to-hast';
import { type CalloutLook, calloutLook, calloutTitle } from './callout-kinds.ts';
import type { ColonBlock } from './colon-block-syntax.ts';
import { element, text } from './hast-element.ts';
import type { HiddenQuote } from './hidden-quote-syntax.ts';
import { readCallout } from './read-callout.ts';

/** Quotes that are callouts, `:::` blocks, spoilers and folds as HTML. */
export const blockHandlers: Handlers = {
  blockquote(state: State, node: Blockquote): Element {
    const callout = readCallout(node);
    if (callout === undefined) return element('blockquote', {}, state.wrap(state.all(node), true));
    const title = callout.title.length > 0 ? phrasing(state, callout.title) : [text(calloutTitle(callout.type))];
    const look = calloutLook(callout.type) ?? 'note';
    return box(look, title, blocks(state, callout.children), callout.fold);
  },
  colonBlock(state: State, node: ColonBlock): Element {
    const { name, children } = node;
    const look = calloutLook(name);
    if (name === 'details' || name === 'spoiler') {
      return details(name === 'spoiler' ? 'spoiler' : undefined, ...headed(state, node, calloutTitle(name)));
    }
    if (look === undefined) return element('div', { className: ['block'] }, blocks(state, children));
    return box(look, ...headed(state, node, ''));
  },
  hiddenQuote(state: State, node: HiddenQuote): Element {
    if (node.kind === 'spoiler') return details('spoiler', [text('Spoiler')], blocks(state, node.children));
    return details(undefined, ...headed(state, { ...node, title: '' }, 'Details'));
  },
};

type Blocks = Blockquote['children'];
type Titled = { title: string; children: Blocks };

/** The title that is written, else a heading that opens the block, else the default; and the rest of the block. */
function headed(state: State, { title, children }: Titled, otherwise: string): [ElementContent[], ElementContent[]] {
  const first = children[0];
  if (title === '' && first?.type === 'heading') {
    return [phrasing(state, first.children), blocks(state, children.slice(1))];
  }
  const shown = title || otherwise;
  return [shown === '' ? [] : [text(shown)], blocks(state, children)];
}

function box(
  look: CalloutLook,
  title: readonly ElementContent[],
  children: readonly ElementContent[],
  fold?: 'open' | 'closed',
): Element {
  const className = ['callout', `callout-${look}`];
  if (fold !== undefined) {
    const open = fold === 'open' ? { open: true } : {};
    return element('details', { className, ...open }, [element('summary', {}, title), ...children]);
  }
  const head = title.length > 0 ? [element('p', { className: ['callout-title'] }, title)] : [];
  return element('div', { className }, [...head, ...children]);
}

function details(
  className: string | undefined,
  summary: readonly ElementContent[],
  children: readonly ElementContent[],
): Element {
  const properties = className === undefined ? {} : { className: [className] };
  return element('details', properties, [element('summary', {}, summary), ...children]);
}

function blocks(state: State, children: Blocks): ElementContent[] {
  return state.wrap(state.all({ type: 'blockquote', children }), true);
}

function phrasing(state: State, children: PhrasingContent[]): ElementContent[] {
  const parent: Paragraph | Heading = { type: 'paragraph', children };
  return state.all(parent);
}
