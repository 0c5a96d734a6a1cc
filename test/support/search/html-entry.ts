import type { SearchEntry, SearchHeading } from '@holt/search';
import { readTags, renderPage } from '../../../packages/markdown/src/index.ts';

const BLOCK_END = /<\/(?:p|li|h[1-6]|td|th|tr|pre|blockquote|dt|dd|figcaption|summary|div)>|<(?:br|hr)[^>]*>/g;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** What a page's entry holds, read from its HTML: knows nothing of how the wiki makes entries, so it can be what they are measured by. */
export function htmlEntry(path: string, markdown: string): SearchEntry {
  const { title, html, headings } = renderPage(markdown, { wiki: { owner: 'me', name: 'bench' }, path });
  const found: SearchHeading[] = [];
  let text = '';
  const parts = html.split(/<h[1-6][^>]*>[\s\S]*?<\/h[1-6]>/);
  const ids = [...html.matchAll(/<h[1-6][^>]*? id="([^"]*)"/g)].map(([, id]) => id);
  const byId = new Map(headings.map((heading) => [heading.id, heading.text]));
  parts.forEach((part, i) => {
    const id = ids[i - 1];
    if (id !== undefined) found.push({ slug: id, text: byId.get(id) ?? '', offset: text.length });
    text += textOf(part);
  });
  return { path, title, version: '', generation: 1, tags: readTags(markdown), headings: found, text };
}

function textOf(html: string): string {
  const lines = html.replace(BLOCK_END, '\n').replace(/<[^>]*>/g, '');
  return lines
    .replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (all, hex, decimal, name) => {
      if (name !== undefined) return NAMED[name] ?? all;
      return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    })
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n');
}
