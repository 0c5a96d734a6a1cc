import type { Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { remarkWikiLinks } from './wiki-link-syntax.ts';

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkWikiLinks).freeze();

/**
 * The mdast of a page's body: CommonMark, GFM and wiki links. Cost is bounded only for text that `findHazard` passes.
 * @param bodyOffset where the body begins; what is before it becomes empty lines, so that positions are those of the page
 */
export function parseMarkdown(markdown: string, bodyOffset = 0): Root {
  if (bodyOffset === 0) return parser.parse(markdown);
  const lines = markdown.slice(0, bodyOffset).match(/\r\n|\n|\r/g)?.length ?? 0;
  return parser.parse('\n'.repeat(lines) + markdown.slice(bodyOffset));
}
