import type { Heading } from 'mdast';
import { toString as toPlainString } from 'mdast-util-to-string';
import type { DialectOptions } from './parse-markdown.ts';
import { parsePage } from './parse-page.ts';
import { toTitleText } from './plain-text.ts';
import { slugHeadings } from './render-tree.ts';

/** A heading of a page with what is under it. Offsets are UTF-16 units in the whole page. */
export interface Section {
  /** The heading's text, on one line. */
  heading: string;
  /** 1 to 6. */
  level: number;
  /** The heading's id on the page. */
  slug: string;
  /** Where the heading begins, from 1. */
  line: number;
  /** Where the heading's first line begins. */
  start: number;
  /** Where the line after the heading begins. */
  bodyStart: number;
  /** Where the next heading of the same or a higher level begins: subsections are part of the section. */
  end: number;
}

/**
 * The sections of a page, in order. Headings in lists, quotes, code and HTML make no section, nor do those without text, which end the
 * section before all the same. None for a page that is shown as plain text.
 */
export function listSections(markdown: string, dialect: DialectOptions = {}): Section[] {
  const page = parsePage(markdown, dialect);
  if (page === undefined) return [];
  const { tree, body, bodyOffset, bodyLine } = page;
  const headings = tree.children.filter((node) => node.type === 'heading');
  if (headings.length === 0) return [];
  // The parser leaves out a byte order mark, and counts from what is after it.
  const shift = bodyOffset + (body.startsWith('\ufeff') ? 1 : 0);
  const starts = headings.map((node) => lineStart(markdown, shift + offsetOf(node, 'start'), shift));
  const slugs = slugHeadings(tree);
  const sections: Section[] = [];
  for (const [index, node] of headings.entries()) {
    const slug = slugs.get(offsetOf(node, 'start'));
    if (slug === undefined) continue;
    let next = index + 1;
    while ((headings[next]?.depth ?? 0) > node.depth) next++;
    sections.push({
      heading: toTitleText(toPlainString(node, { includeHtml: false })),
      level: node.depth,
      slug,
      line: (node.position?.start.line ?? 1) + bodyLine,
      start: starts[index] ?? 0,
      bodyStart: lineEnd(markdown, shift + offsetOf(node, 'end')),
      end: starts[next] ?? markdown.length,
    });
  }
  return sections;
}

function offsetOf({ position }: Heading, side: 'start' | 'end'): number {
  return position?.[side].offset ?? 0;
}

function lineStart(text: string, offset: number, least: number): number {
  let start = offset;
  while (start > least && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  return start;
}

/** Where the line after the one begins that an offset is in. */
function lineEnd(text: string, offset: number): number {
  const end = /\r\n|\n|\r/g;
  end.lastIndex = offset;
  return end.exec(text) === null ? text.length : end.lastIndex;
}
