import type { Element, Root as HtmlRoot, RootContent } from 'hast';
import { toHtml } from 'hast-util-to-html';
import type { Definition, Nodes, Root } from 'mdast';
import { escapeHtml } from './escape-html.ts';
import { findHazard } from './find-hazard.ts';
import { type FrontMatter, readFrontMatter } from './front-matter.ts';
import { MAX_PAGE_BYTES } from './limits.ts';
import type { WikiName } from './page-href.ts';
import { type DialectOptions, parseMarkdown } from './parse-markdown.ts';
import { toTitleText } from './plain-text.ts';
import { type PlainText, plainTextOf, readPlainText } from './read-plain-text.ts';
import { readTags } from './read-tags.ts';
import { titleOf } from './read-title.ts';
import { type PageHeading, textOf } from './rehype-anchors.ts';
import { renderTree } from './render-tree.ts';

export interface RenderOptions extends DialectOptions {
  wiki: WikiName;
  /** The page's path: relative links begin at its folder. */
  path: string;
}

export interface RenderedPage {
  title: string;
  /** Sanitized; to be put inside an element of the page. */
  html: string;
  headings: PageHeading[];
  /** Front matter but for the title, as text. */
  properties: [name: string, value: string][];
  /** Why the front matter could not be read. */
  frontMatterError?: string;
  /** Why the page is shown as plain text. */
  fallback?: string;
  /** Whether `html` shows the title in a heading of its own. */
  hasTitleHeading: boolean;
  /** The paths of the other pages that the text links to or embeds, resolved as in `html`; sorted, each once. */
  links: string[];
  /** As {@link readTags} gives them. */
  tags: string[];
  /** What there is to find on the page. */
  plainText: PlainText;
}

const MAX_EXPANDED_LENGTH = 4 * 1024 * 1024;

/**
 * Renders a page. Pure and deterministic: knows nothing of other pages, so links are resolved by their text alone.
 * Never throws, whatever the text: what can't be formatted in bounded time is shown as plain text, with the reason in
 * `fallback`. Diagrams stay code: see `renderPageSafely`.
 */
export function renderPage(markdown: string, options: RenderOptions): RenderedPage {
  return render(markdown, options, false);
}

/** Renders a page with its diagrams drawn: for a thread that can be killed. */
export function renderPageWithDiagrams(markdown: string, options: RenderOptions): RenderedPage {
  return render(markdown, options, true);
}

function render(markdown: string, options: RenderOptions, drawsDiagrams: boolean): RenderedPage {
  const source = markdown.toWellFormed();
  const frontMatter = readFrontMatter(source);
  const body = source.slice(frontMatter.bodyOffset);
  const hazard = source.length > MAX_PAGE_BYTES ? 'It is larger than 1 MiB.' : findHazard(body);
  if (hazard !== undefined) return asText(source, frontMatter, options, hazard);
  const { wiki, path, titleFirst } = options;
  try {
    const tree = parseMarkdown(body, { titleFirst });
    if (expandedLength(tree) > MAX_EXPANDED_LENGTH) {
      return asText(source, frontMatter, options, 'Its link definitions are used too often.');
    }
    const title = titleOf(source, frontMatter, tree, path);
    const { tree: html, headings, links } = renderTree(tree, { wiki, path, drawsDiagrams });
    const hasTitleHeading = settleTitle(html, headings, title);
    const plainText = readPlainText(html, headings);
    return {
      ...propertiesOf(frontMatter),
      title,
      html: toHtml(html),
      headings,
      hasTitleHeading,
      links,
      tags: readTags(source),
      plainText,
    };
  } catch {
    // The parser's recursion is bounded by the scan above; this is for what the scan did not foresee.
    return asText(source, frontMatter, options, 'It could not be formatted.');
  }
}

/** A page as plain text, whatever it holds. */
export function renderAsText(markdown: string, options: RenderOptions, reason: string): RenderedPage {
  const source = markdown.toWellFormed();
  return asText(source, readFrontMatter(source), options, reason);
}

function asText(source: string, frontMatter: FrontMatter, { path }: RenderOptions, reason: string): RenderedPage {
  const body = source.slice(frontMatter.bodyOffset);
  return {
    ...propertiesOf(frontMatter),
    title: titleOf(source, frontMatter, undefined, path),
    html: `<pre tabindex="0">${escapeHtml(body)}</pre>`,
    headings: [],
    fallback: reason,
    hasTitleHeading: false,
    links: [],
    tags: readTags(source),
    plainText: plainTextOf(body),
  };
}

function propertiesOf({ properties, error }: FrontMatter): Pick<RenderedPage, 'properties' | 'frontMatterError'> {
  return { properties, ...(error === undefined ? {} : { frontMatterError: error }) };
}

/** How long the destinations and titles are that references repeat. */
function expandedLength(tree: Root): number {
  const lengths = new Map<string, number>();
  const references: string[] = [];
  const visit = (node: Nodes): void => {
    if (node.type === 'definition' && !lengths.has(node.identifier)) lengths.set(node.identifier, lengthOf(node));
    if (node.type === 'linkReference' || node.type === 'imageReference') references.push(node.identifier);
    if ('children' in node) for (const child of node.children) visit(child);
  };
  visit(tree);
  return references.reduce((sum, identifier) => sum + (lengths.get(identifier) ?? 0), 0);
}

function lengthOf(definition: Definition): number {
  return definition.url.length + (definition.title?.length ?? 0);
}

/**
 * Whether the page's first heading shows its title: an `h1` that opens the page or says the title. A smaller heading that
 * opens the page and gives it its title becomes an `h1`.
 */
function settleTitle(tree: HtmlRoot, headings: PageHeading[], title: string): boolean {
  const first = headings[0];
  if (first === undefined) return false;
  const opening = tree.children.find(isVisible);
  const opens = opening?.type === 'element' && opening.properties.id === first.id && /^h[1-6]$/.test(opening.tagName);
  if (first.depth === 1) return opens || first.text === title;
  if (!opens || first.text !== title) return false;
  promote(opening as Element);
  first.depth = 1;
  return true;
}

function promote(heading: Element): void {
  heading.tagName = 'h1';
  heading.children = heading.children.filter((child) => child.type !== 'element' || !isPermalink(child));
}

function isPermalink(element: Element): boolean {
  return Array.isArray(element.properties.className) && element.properties.className.includes('anchor');
}

function isVisible(node: RootContent): boolean {
  return node.type === 'element' || (node.type === 'text' && toTitleText(textOf(node)) !== '');
}
