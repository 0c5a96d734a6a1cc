import type { Nodes } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { toHast } from 'mdast-util-to-hast';
import { VFile } from 'vfile';
import { handlers } from '../handlers.ts';
import { parseMarkdown } from '../parse-markdown.ts';
import { normalizeHtml } from './normalize-html.ts';

/** What a text becomes before links are resolved and HTML is sanitized: to compare with a specification's examples. */
export function convert(markdown: string): string {
  const tree = toHast(parseMarkdown(markdown), { allowDangerousHtml: true, handlers, file: new VFile() });
  return normalizeHtml(toHtml(tree as Nodes, { allowDangerousHtml: true }).trimEnd());
}
