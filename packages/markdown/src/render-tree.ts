import type { Element, Root } from 'hast';
import type { Root as MarkdownRoot } from 'mdast';
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

const transformer = unified()
  .use(remarkAbbreviations)
  .use(remarkRehype, {
    allowDangerousHtml: true,
    clobberPrefix: '',
    handlers,
  })
  .use(rehypeRawHtml)
  .use(rehypePageLinks)
  .use(rehypeAnchors)
  .use(rehypeReadable)
  .use(rehypeSanitize, schema)
  .freeze();

/** A page's safe hast and its headings. */
export function renderTree(tree: MarkdownRoot, wiki: WikiName, path: string): { tree: Root; headings: PageHeading[] } {
  const file = new VFile();
  file.data.page = { wiki, path };
  const result = transformer.runSync(tree, file) as Root | Element;
  const root: Root = result.type === 'root' ? result : { type: 'root', children: [result] };
  return { tree: root, headings: file.data.headings ?? [] };
}
