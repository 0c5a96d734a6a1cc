import type { Root } from 'mdast';
import { toString as toPlainString } from 'mdast-util-to-string';
import { findHazard } from './find-hazard.ts';
import { type FrontMatter, readFrontMatter } from './front-matter.ts';
import { type DialectOptions, parseMarkdown } from './parse-markdown.ts';
import { titleOfPath, toTitleText } from './plain-text.ts';

// The last line of what may be a heading: `# text`, or the underline of the line before.
const CANDIDATE = /^ {0,3}(?:#{1,6}(?:[ \t]|$)|=+[ \t]*$|-+[ \t]*$)/gm;

/** A heading in the first line, of letters, digits and single spaces alone: whatever follows, it is parsed as what it looks like. */
const PLAIN_HEADING = /^#{1,6} ([\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*)(?:[\r\n]|$)/u;

/**
 * A page's title: front matter `title`, else the first heading outside lists and quotes that has text, else the last
 * segment of the path. Parses no more of the page than it needs.
 */
export function readTitle(markdown: string, path: string, dialect: DialectOptions = {}): string {
  const source = markdown.toWellFormed();
  const frontMatter = readFrontMatter(source);
  if (frontMatter.title !== undefined) return frontMatter.title;
  const body = source.slice(frontMatter.bodyOffset);
  const plain = PLAIN_HEADING.exec(body)?.[1];
  if (plain !== undefined) return toTitleText(plain);
  const heading = findHazard(body) === undefined ? firstHeading(body, dialect) : firstHashLine(body);
  return heading ?? titleOfPath(path);
}

/** The same, of a page that was parsed; without a tree, of one that must not be. */
export function titleOf(source: string, frontMatter: FrontMatter, tree: Root | undefined, path: string): string {
  const heading = tree === undefined ? firstHashLine(source.slice(frontMatter.bodyOffset)) : headingOf(tree);
  return frontMatter.title ?? heading ?? titleOfPath(path);
}

function firstHeading(body: string, dialect: DialectOptions): string | undefined {
  // Each parse takes at least twice the text of the one before, so that code full of `#` costs linear time.
  let parsedLength = 0;
  for (const candidate of body.matchAll(CANDIDATE)) {
    const end = candidate.index + candidate[0].length;
    if (end < parsedLength * 2) continue;
    const lineEnd = body.indexOf('\n', end);
    const prefix = lineEnd < 0 ? body : body.slice(0, lineEnd);
    const heading = headingOf(parseMarkdown(prefix, dialect));
    // A link's definition may come later, and changes the text.
    if (heading?.includes('[')) break;
    if (heading !== undefined) return heading;
    parsedLength = prefix.length;
  }
  return headingOf(parseMarkdown(body, dialect));
}

function headingOf(tree: Root): string | undefined {
  for (const node of tree.children) {
    if (node.type !== 'heading') continue;
    const text = toTitleText(toPlainString(node, { includeHtml: false }));
    if (text !== '') return text;
  }
  return undefined;
}

/** Of a page that is too costly to parse: the text of its first `#` line as it is. */
function firstHashLine(body: string): string | undefined {
  const start = /^ {0,3}#{1,6}[ \t]+(?=\S)/m.exec(body);
  if (start === null) return undefined;
  const line =
    body
      .slice(start.index + start[0].length)
      .slice(0, 1000)
      .split(/[\r\n]/, 1)[0] ?? '';
  return toTitleText(line) || undefined;
}
