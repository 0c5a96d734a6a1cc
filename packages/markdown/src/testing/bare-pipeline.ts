import GithubSlugger from 'github-slugger';
import type { Nodes, Root } from 'hast';
import { toHtml } from 'hast-util-to-html';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { textOf } from '../rehype-anchors.ts';

const processor = unified().use(remarkParse).use(remarkGfm).use(remarkRehype).use(rehypeSanitize).freeze();

/** What rendering is measured against: CommonMark and GFM as the libraries do it, sanitized, headings with ids, no more. */
export function renderBare(markdown: string): string {
  const tree = processor.runSync(processor.parse(markdown)) as Root;
  addIds(tree, new GithubSlugger());
  return toHtml(tree);
}

function addIds(node: Nodes, slugger: GithubSlugger): void {
  if (!('children' in node)) return;
  for (const child of node.children) {
    if (child.type === 'element' && /^h[1-6]$/.test(child.tagName)) child.properties.id = slugger.slug(textOf(child));
    addIds(child, slugger);
  }
}
