import type { Element, Root } from 'hast';
import type { Root as MarkdownRoot } from 'mdast';
import type { Handlers } from 'mdast-util-to-hast';
import rehypeSanitize from 'rehype-sanitize';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { VFile } from 'vfile';
import { handlers } from './handlers.ts';
import type { WikiName } from './page-href.ts';
import { type PageHeading, rehypeAnchors } from './rehype-anchors.ts';
import { rehypePageLinks } from './rehype-page-links.ts';
import { rehypeRawHtml } from './rehype-raw-html.ts';
import { rehypeReadable } from './rehype-readable.ts';
import { remarkAbbreviations } from './remark-abbreviations.ts';
import { schema } from './schema.ts';

/** From mdast to a hast whose headings have their ids. */
function toAnchored(handlersOfNodes: Handlers) {
  return unified()
    .use(remarkAbbreviations)
    .use(remarkRehype, { allowDangerousHtml: true, clobberPrefix: '', handlers: handlersOfNodes })
    .use(rehypeRawHtml)
    .use(rehypePageLinks)
    .use(rehypeAnchors);
}

const transformer = toAnchored(handlers).use(rehypeReadable).use(rehypeSanitize, schema).freeze();

// Neither code nor formulas between blocks hold ids.
const slugger = toAnchored({ ...handlers, code: () => undefined }).freeze();

export interface RenderedTree {
  tree: Root;
  headings: PageHeading[];
  /** Paths of the other pages that are linked, sorted. */
  links: string[];
}

export interface TreeOptions {
  wiki: WikiName;
  path: string;
  /** Whether diagrams are drawn; only where what takes too long can be ended. */
  drawsDiagrams?: boolean;
}

/** A page's safe hast, its headings and its links. */
export function renderTree(tree: MarkdownRoot, { wiki, path, drawsDiagrams = false }: TreeOptions): RenderedTree {
  const file = new VFile();
  const linked = new Set<string>();
  file.data.page = { wiki, path, linked };
  file.data.drawsDiagrams = drawsDiagrams;
  const result = transformer.runSync(tree, file) as Root | Element;
  const root: Root = result.type === 'root' ? result : { type: 'root', children: [result] };
  linked.delete(path);
  return { tree: root, headings: file.data.headings ?? [], links: [...linked].sort() };
}

/** The ids that a page's headings have in its HTML, by the offset where a heading begins. Changes the tree. */
export function slugHeadings(tree: MarkdownRoot): ReadonlyMap<number, string> {
  const file = new VFile();
  file.data.page = { wiki: { owner: '', name: '' }, path: '', linked: new Set() };
  slugger.runSync(tree, file);
  return file.data.headingIds ?? new Map();
}
