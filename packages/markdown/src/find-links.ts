import type { Definition, Node, Nodes, Root } from 'mdast';
import { toString as toPlainString } from 'mdast-util-to-string';
import { contentTypeOf } from './content-types.ts';
import type { DialectOptions } from './parse-markdown.ts';
import { parsePage } from './parse-page.ts';
import { type LinkTarget, resolveLink, resolveWikiLink } from './resolve-link.ts';

export interface PageLink {
  kind: 'page' | 'file' | 'external' | 'fragment';
  /** A page's path, a file's path, a URL; of a fragment the page's own path. */
  target: string;
  /** Without `#`. */
  fragment?: string;
  text: string;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
  form: 'wiki' | 'markdown' | 'image';
}

/**
 * The links of a page in order, resolved as `renderPage` does. A path that can be no page's is listed as a link to a page,
 * so that it shows among the broken ones; links with a scheme that is not allowed are left out. Links in raw HTML are not
 * listed. None for a page that is shown as plain text.
 */
export function findLinks(markdown: string, path: string, dialect: DialectOptions = {}): PageLink[] {
  const page = parsePage(markdown, dialect);
  if (page === undefined) return [];
  const { tree, bodyLine } = page;
  const definitions = definitionsOf(tree);
  const links: PageLink[] = [];
  const visit = (node: Nodes): void => {
    const found = targetOf(node, definitions, path);
    const link = found && toLink(node, found.target, found.form, path);
    if (link) links.push({ ...link, line: link.line + bodyLine });
    if ('children' in node) for (const child of node.children) visit(child);
  };
  visit(tree);
  return links;
}

function targetOf(
  node: Nodes,
  definitions: ReadonlyMap<string, Definition>,
  path: string,
): { target: LinkTarget; form: PageLink['form'] } | undefined {
  switch (node.type) {
    case 'wikiLink': {
      const target = resolveWikiLink(node.target, path);
      const isImage = node.embed && target.kind === 'file' && contentTypeOf(target.path)?.startsWith('image/') === true;
      return { target, form: isImage ? 'image' : 'wiki' };
    }
    case 'link':
      return { target: resolveLink(node.url, path), form: 'markdown' };
    case 'image':
      return { target: resolveLink(node.url, path), form: 'image' };
    case 'linkReference':
    case 'imageReference': {
      const definition = definitions.get(node.identifier);
      const form = node.type === 'linkReference' ? 'markdown' : 'image';
      return definition && { target: resolveLink(definition.url, path), form };
    }
    default:
      return undefined;
  }
}

function toLink(node: Node, target: LinkTarget, form: PageLink['form'], path: string): PageLink | undefined {
  const start = node.position?.start ?? { line: 1, column: 1 };
  const place = { text: toPlainString(node).trim(), line: start.line, column: start.column, form };
  switch (target.kind) {
    case 'page':
    case 'file':
      return { kind: target.kind, target: target.path, ...fragmentOf(target), ...place };
    case 'external':
      return { kind: 'external', target: target.url, ...place };
    case 'fragment':
      return { kind: 'fragment', target: path, ...fragmentOf(target), ...place };
    case 'dash':
      return undefined;
    case 'invalid':
      return target.path === undefined ? undefined : { kind: 'page', target: target.path, ...place };
  }
}

function fragmentOf(target: { fragment?: string }): { fragment?: string } {
  return target.fragment ? { fragment: target.fragment } : {};
}

/** The definitions that references lead to, by identifier: of several the first. */
export function definitionsOf(tree: Root): Map<string, Definition> {
  const definitions = new Map<string, Definition>();
  const visit = (node: Nodes): void => {
    if (node.type === 'definition' && !definitions.has(node.identifier)) definitions.set(node.identifier, node);
    if ('children' in node) for (const child of node.children) visit(child);
  };
  visit(tree);
  return definitions;
}
