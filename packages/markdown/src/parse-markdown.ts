import type { Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { remarkDialect } from './remark-dialect.ts';
import { swapTitles } from './wiki-link-syntax.ts';

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkDialect).freeze();

export interface DialectOptions {
  /** Whether wiki links are written `[[Title|Page]]`, as in An Otter Wiki, instead of `[[Page|Title]]`. */
  titleFirst?: boolean | undefined;
}

/**
 * The mdast of a page's body: CommonMark, GFM and what this wiki adds to them. Cost is bounded only for text that
 * `findHazard` passes.
 * @param bodyOffset where the body begins; what is before it becomes empty lines, so that positions are those of the page
 */
export function parseMarkdown(markdown: string, { titleFirst }: DialectOptions = {}, bodyOffset = 0): Root {
  const lines = markdown.slice(0, bodyOffset).match(/\r\n|\n|\r/g)?.length ?? 0;
  const tree = parser.parse('\n'.repeat(lines) + markdown.slice(bodyOffset));
  if (titleFirst) swapTitles(tree);
  return tree;
}
