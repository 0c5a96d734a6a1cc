import type { Element } from 'hast';
import type { Handlers } from 'mdast-util-to-hast';
import { blockHandlers } from './block-handlers.ts';
import { codeHandler } from './code-handler.ts';
import { mathHandlers } from './math-handlers.ts';
import type { WikiLink } from './wiki-link-syntax.ts';

/** How nodes become HTML that are not CommonMark's or GFM's, or that this wiki shows in another way. */
export const handlers: Handlers = { ...blockHandlers, ...mathHandlers, code: codeHandler, wikiLink };

/** Its target is resolved with those of all other links. */
function wikiLink(_state: unknown, node: WikiLink): Element {
  return {
    type: 'element',
    tagName: 'a',
    properties: {},
    data: { wikiTarget: node.target, wikiEmbed: node.embed },
    children: node.children.map((child) => ({ type: 'text', value: child.value })),
  };
}
