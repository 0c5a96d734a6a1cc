import type { Element, Nodes, Root } from 'hast';
import type { PageHeading } from './rehype-anchors.ts';
import { textOf } from './rehype-anchors.ts';

declare module 'hast' {
  interface ElementData {
    /** What a reader who looks for words is given in place of the element: the source of what is drawn or set. */
    plainText?: string | undefined;
  }
}

/** A page as what a reader sees of it, without its looks. */
export interface PlainText {
  /** A line for each block, line of code and row of a table; headings left out. */
  text: string;
  headings: PlainHeading[];
}

export interface PlainHeading {
  id: string;
  text: string;
  /** Where in the text (UTF-16 units) what is under the heading begins. */
  offset: number;
}

/** A text is cut here (UTF-16 units). No page that may be written becomes that long; one that was imported may. */
const MAX_LENGTH = 1024 * 1024;
/** Headings after these are lines of the text. */
const MAX_HEADINGS = 1000;

const BLOCKS: ReadonlySet<string> = new Set(
  `blockquote caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p section summary table tbody
  tfoot thead tr ul`.split(/\s+/),
);

/**
 * The plain text of a page's safe hast. Linear.
 * @param headings the page's; those that are not in the hast under their ids are not among the result's
 */
export function readPlainText(tree: Root, headings: readonly PageHeading[]): PlainText {
  const writer = new Writer(headings);
  writer.add(tree);
  return writer.end();
}

/** The same of a page that is shown as it is written. */
export function plainTextOf(source: string): PlainText {
  const lines = source.split(/\r\n|\n|\r/).map((line) => line.trimEnd());
  return { text: cut(lines.join('\n').trim()), headings: [] };
}

class Writer {
  readonly #known: ReadonlyMap<string, string>;
  readonly #headings: PlainHeading[] = [];
  readonly #lines: string[] = [];
  #length = 0;
  #line = '';

  constructor(headings: readonly PageHeading[]) {
    this.#known = new Map(headings.slice(0, MAX_HEADINGS).map(({ id, text }) => [id, text]));
  }

  add(node: Nodes): void {
    if (node.type === 'text') this.#line += node.value;
    else if (node.type === 'element') this.#addElement(node);
    else if ('children' in node) for (const child of node.children) this.add(child);
  }

  end(): PlainText {
    this.#endLine();
    const text = cut(this.#lines.join('\n'));
    const headings = this.#headings.map((heading) => ({ ...heading, offset: Math.min(heading.offset, text.length) }));
    return { text, headings };
  }

  #addElement(node: Element): void {
    const { tagName, properties, data } = node;
    if (data?.plainText !== undefined) {
      if (BLOCKS.has(tagName)) this.#addLines(data.plainText);
      else this.#line += data.plainText;
    } else if (tagName === 'pre') this.#addLines(textOf(node));
    else if (tagName === 'img') this.#line += ` ${String(properties.alt ?? '')} `;
    else if (tagName === 'br') this.#line += ' ';
    else this.#addContent(node);
  }

  #addContent(node: Element): void {
    const isBlock = BLOCKS.has(node.tagName);
    if (isBlock) this.#endLine();
    else if ((node.tagName === 'td' || node.tagName === 'th') && this.#line.trim() !== '') this.#line += ' | ';
    const id = String(node.properties.id ?? '');
    const heading = /^h[1-6]$/.test(node.tagName) ? this.#known.get(id) : undefined;
    if (heading !== undefined) this.#headings.push({ id, text: heading, offset: this.#length });
    else if (!isApparatus(node)) for (const child of node.children) this.add(child);
    if (isBlock) this.#endLine();
  }

  #addLines(text: string): void {
    this.#endLine();
    for (const line of text.split('\n')) this.#push(line.trimEnd());
  }

  #endLine(): void {
    const line = this.#line.replace(/\s+/g, ' ').trim();
    this.#line = '';
    this.#push(line);
  }

  #push(line: string): void {
    if (line === '' || this.#length >= MAX_LENGTH) return;
    this.#lines.push(line);
    this.#length += line.length + 1;
  }
}

/** What is there to get about: numbers of notes, ways back from them, the heading of the notes. */
function isApparatus({ properties }: Element): boolean {
  return 'dataFootnoteRef' in properties || 'dataFootnoteBackref' in properties || properties.id === 'footnote-label';
}

function cut(text: string): string {
  return text.length <= MAX_LENGTH ? text : text.slice(0, MAX_LENGTH).toWellFormed();
}
