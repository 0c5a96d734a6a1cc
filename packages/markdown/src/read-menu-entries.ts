import type { Link, Nodes } from 'mdast';
import { toString as toPlainString } from 'mdast-util-to-string';
import { definitionsOf } from './find-links.ts';
import { targetHref, type WikiName } from './page-href.ts';
import type { DialectOptions } from './parse-markdown.ts';
import { parsePage } from './parse-page.ts';
import { toTitleText } from './plain-text.ts';
import { resolveLink, resolveWikiLink } from './resolve-link.ts';

const MAX_ENTRIES = 100;

/** An entry without address is a heading. */
export type MenuEntry = [label: string] | [label: string, href: string];

/**
 * What a page lists as a menu: its headings and its links in order, at most 100. Addresses are those that the page's HTML
 * has; links that lead nowhere safe are left out. None of a page that is shown as plain text.
 * @param path the page's own path: relative links begin at its folder
 */
export function readMenuEntries(
  markdown: string,
  wiki: WikiName,
  path: string,
  dialect: DialectOptions = {},
): MenuEntry[] {
  const tree = parsePage(markdown, dialect)?.tree;
  if (tree === undefined) return [];
  const definitions = definitionsOf(tree);
  const entries: MenuEntry[] = [];
  const add = (node: Nodes, href?: string): void => {
    const label = toTitleText(toPlainString(node, { includeHtml: false }));
    if (label !== '' && entries.length < MAX_ENTRIES) entries.push(href === undefined ? [label] : [label, href]);
  };
  const addLink = (node: Nodes, href: string | undefined): void => {
    if (href !== undefined) add(node, href);
  };
  const visit = (node: Nodes): void => {
    if (node.type === 'wikiLink') addLink(node, targetHref(wiki, resolveWikiLink(node.target, path)));
    else if (node.type === 'link') addLink(node, hrefOf(node.url));
    else if (node.type === 'linkReference') addLink(node, hrefOf(definitions.get(node.identifier)?.url ?? 'invalid:'));
    else if (node.type === 'heading' && !hasLink(node)) add(node);
    else if ('children' in node) for (const child of node.children) visit(child);
  };
  const hrefOf = (url: Link['url']) => targetHref(wiki, resolveLink(url, path));
  visit(tree);
  return entries;
}

function hasLink(node: Nodes): boolean {
  if (node.type === 'wikiLink' || node.type === 'link' || node.type === 'linkReference') return true;
  return 'children' in node && node.children.some(hasLink);
}
