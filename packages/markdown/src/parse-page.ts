import type { Root } from 'mdast';
import { findHazard } from './find-hazard.ts';
import { readFrontMatter } from './front-matter.ts';
import { MAX_PAGE_BYTES } from './limits.ts';
import { type DialectOptions, parseMarkdown } from './parse-markdown.ts';

export interface ParsedPage {
  tree: Root;
  /** The page's text without its front matter. Offsets of the tree's positions are offsets in it. */
  body: string;
  /** Where the body begins in the page (UTF-16 units). */
  bodyOffset: number;
  /** How many lines of the page are before the body's first. */
  bodyLine: number;
}

/** The mdast of a whole page; none of a page that is shown as plain text, which has no links and headings. */
export function parsePage(markdown: string, dialect: DialectOptions = {}): ParsedPage | undefined {
  const source = markdown.toWellFormed();
  if (source.length > MAX_PAGE_BYTES) return undefined;
  const { bodyOffset } = readFrontMatter(source);
  const body = source.slice(bodyOffset);
  if (findHazard(body) !== undefined) return undefined;
  try {
    const bodyLine = source.slice(0, bodyOffset).match(/\r\n|\n|\r/g)?.length ?? 0;
    return { tree: parseMarkdown(body, dialect), body, bodyOffset, bodyLine };
  } catch {
    // As in renderPage: for what the scan did not foresee.
    return undefined;
  }
}
