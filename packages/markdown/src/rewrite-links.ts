import type { Html, Node, Nodes } from 'mdast';
import type { Place } from './destination-places.ts';
import { tokenizeHtml } from './html-tokens.ts';
import { moveDestination } from './move-destination.ts';
import type { Move } from './move-path.ts';
import { moveWikiLink } from './move-wiki-link.ts';
import type { DialectOptions } from './parse-markdown.ts';
import { parsePage } from './parse-page.ts';

export interface RewriteOptions extends DialectOptions {
  /** The path of the page that the text is of. */
  path: string;
  /** Where the page itself moves to: its relative links are written anew, and those to itself. */
  newPath?: string;
  /** Where other pages moved: the address that links resolve to → the page's new path. */
  moved: ReadonlyMap<string, string>;
}

interface Edit extends Place {
  text: string;
}

/** Attributes of raw HTML that hold addresses, by element. */
const HTML_ADDRESSES: ReadonlyMap<string, string> = new Map([
  ['a', 'href'],
  ['img', 'src'],
]);

/**
 * A page's text with its links leading to where pages moved, each in its own form: wiki link, Markdown link, image,
 * reference definition, HTML; relative or from the root; with its text, title, query and heading. Nothing else changes.
 *
 * A page that is shown as plain text stays as it is, and so does a link whose form can't hold the new path.
 */
export function rewriteLinks(markdown: string, options: RewriteOptions): string {
  const { path, newPath = path, moved, titleFirst = false } = options;
  const page = parsePage(markdown, options);
  if (page === undefined) return markdown;
  // The parser leaves out a byte order mark, and counts from what is after it.
  const shift = page.body.startsWith('\ufeff') ? 1 : 0;
  const newPathOf = (linked: string) => moved.get(linked) ?? (linked === path ? newPath : linked);
  const edits = findEdits(page.tree, page.body.slice(shift), titleFirst, { path, newPath, newPathOf });
  return applyEdits(markdown, edits, page.bodyOffset + shift);
}

function findEdits(tree: Nodes, body: string, isTitleFirst: boolean, move: Move): Edit[] {
  const edits: Edit[] = [];
  const replace = ({ start, end }: Place, text: string | undefined): void => {
    if (text !== undefined) edits.push({ start, end, text });
  };
  const visit = (node: Nodes): void => {
    const place = placeOf(node);
    if (node.type === 'wikiLink') {
      replace(place, moveWikiLink(body.slice(place.start, place.end), isTitleFirst, move));
    } else if (node.type === 'html') {
      for (const edit of findHtmlEdits(node, place, body, move)) edits.push(edit);
    } else if ('url' in node && node.data?.destination !== undefined) {
      const inner = withoutAngles(body, node.data.destination);
      replace(inner, moveDestination(node.url, body.slice(inner.start, inner.end), move));
    }
    if ('children' in node) for (const child of node.children) visit(child);
  };
  visit(tree);
  return edits;
}

function* findHtmlEdits(node: Html, { start }: Place, body: string, move: Move): Generator<Edit> {
  // In a quote or a list the source has marks that are no part of the HTML: there it is left as it is.
  if (!body.startsWith(node.value, start)) return;
  for (const token of tokenizeHtml(node.value)) {
    if (token.kind !== 'open') continue;
    const attribute = token.attributes.find(([name]) => name === HTML_ADDRESSES.get(token.name));
    if (attribute === undefined) continue;
    const [, value, valueStart, valueEnd] = attribute;
    const text = moveDestination(value, node.value.slice(valueStart, valueEnd), move);
    if (text !== undefined) yield { start: start + valueStart, end: start + valueEnd, text };
  }
}

function placeOf(node: Node): Place {
  return { start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 };
}

function withoutAngles(body: string, { start, end }: Place): Place {
  return body[start] === '<' ? { start: start + 1, end: end - 1 } : { start, end };
}

/** @param shift where the text begins that the edits' offsets count in */
function applyEdits(text: string, edits: readonly Edit[], shift: number): string {
  let result = '';
  let done = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    // What is inside another link's destination or text was found twice.
    if (shift + edit.start < done) continue;
    result += text.slice(done, shift + edit.start) + edit.text;
    done = shift + edit.end;
  }
  return result + text.slice(done);
}
