import { slug } from 'github-slugger';
import type { Element, Nodes, Root } from 'hast';
import type { VFile } from 'vfile';
import { toTitleText } from './plain-text.ts';

export interface PageHeading {
  /** 1 to 6. */
  depth: number;
  id: string;
  text: string;
}

interface FoundHeadings {
  headings: PageHeading[];
  /** The ids of headings that stand in the Markdown, by the offset where each begins. */
  headingIds: Map<number, string>;
}

declare module 'vfile' {
  interface DataMap extends FoundHeadings {}
}

const MAX_ID_LENGTH = 120;
const HEADING = /^h([1-6])$/;

/**
 * unified plugin: gives every heading an id made of its text as GitHub does, each id once on a page, and a link to
 * itself; collects the headings in `file.data.headings` and `file.data.headingIds`. Ids written in HTML come first, in lower case.
 *
 * Ids carry no prefix, so that `#heading` works as people type it. They can't clobber the page's own: an id of the page
 * shell begins with an upper-case letter, which no id made here has.
 */
export function rehypeAnchors() {
  return (tree: Root, file: VFile): void => {
    const ids = new Map<string, number>();
    takeIds(tree, ids);
    const found: FoundHeadings = { headings: [], headingIds: new Map() };
    anchorHeadings(tree, ids, found);
    Object.assign(file.data, found);
  };
}

/** Keeps the first element of each id. */
function takeIds(node: Nodes, ids: Map<string, number>): void {
  if (!('children' in node)) return;
  for (const child of node.children) {
    if (child.type === 'element' && child.properties.id !== undefined) {
      const written = String(child.properties.id);
      const id = isFootnotePart(child) ? written : written.toLowerCase().slice(0, MAX_ID_LENGTH);
      if (id === '' || ids.has(id)) delete child.properties.id;
      else {
        child.properties.id = id;
        ids.set(id, 0);
      }
    }
    takeIds(child, ids);
  }
}

function isFootnotePart(element: Element): boolean {
  return 'dataFootnoteRef' in element.properties || String(element.properties.id).startsWith('fn-');
}

function anchorHeadings(node: Nodes, ids: Map<string, number>, found: FoundHeadings): void {
  if (!('children' in node)) return;
  for (const child of node.children) {
    if (child.type !== 'element') continue;
    const depth = Number(HEADING.exec(child.tagName)?.[1] ?? 0);
    if (depth === 0) {
      anchorHeadings(child, ids, found);
      continue;
    }
    const text = toTitleText(textOf(child));
    // The heading of the footnotes is the renderer's, not the page's.
    if (text === '' || child.properties.id === 'footnote-label') continue;
    const id =
      (child.properties.id as string | undefined) ?? unique(slug(text).slice(0, MAX_ID_LENGTH) || 'section', ids);
    child.properties.id = id;
    found.headings.push({ depth, id, text });
    const offset = child.position?.start.offset;
    if (offset !== undefined) found.headingIds.set(offset, id);
    if (depth > 1) child.children.push(permalink(id));
  }
}

function unique(base: string, ids: Map<string, number>): string {
  let count = ids.get(base);
  if (count === undefined) {
    ids.set(base, 0);
    return base;
  }
  let id: string;
  do id = `${base}-${++count}`;
  while (ids.has(id));
  ids.set(base, count);
  ids.set(id, 0);
  return id;
}

/** For pointers; assistive technology and the keyboard have the headings themselves. */
function permalink(id: string): Element {
  const href = `#${encodeURIComponent(id.toWellFormed())}`;
  return {
    type: 'element',
    tagName: 'a',
    properties: { className: ['anchor'], href, ariaHidden: 'true', tabIndex: -1 },
    children: [],
  };
}

/** The text inside a node. */
export function textOf(node: Nodes): string {
  if (node.type === 'text') return node.value;
  if (!('children' in node)) return '';
  if (node.type === 'element' && node.tagName === 'img') return String(node.properties.alt ?? '');
  let text = '';
  for (const child of node.children) text += textOf(child);
  return text;
}
