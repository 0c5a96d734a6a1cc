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

/** The mdast of a page's body: CommonMark, GFM and what this wiki adds to them. Cost is bounded only for text that `findHazard` passes. */
export function parseMarkdown(markdown: string, { titleFirst }: DialectOptions = {}): Root {
  const tree = parser.parse(markdown);
  if (titleFirst) swapTitles(tree);
  return tree;
}
