import { pageUrl } from '@holt/edge';
import type { SidebarItem } from '../../../packages/site/src/sidebar.ts';
import { WIKI } from './architecture.ts';
import { escapeHtml } from './escape-html.ts';

/**
 * The whole sidebar as HTML that takes no script: folders are `details`, closed. From the JSON that Holt's own script draws,
 * with the same labels.
 */
export function sidebarHtml(json: string): string {
  return listOf((JSON.parse(json) as { pages: SidebarItem[] }).pages, '');
}

function listOf(items: readonly SidebarItem[], prefix: string): string {
  return `<ul>${items.map((item) => itemOf(item, prefix)).join('')}</ul>`;
}

function itemOf(item: SidebarItem, prefix: string): string {
  const [name, title, children] = typeof item === 'string' ? [item] : item;
  const path = prefix + name;
  const label = escapeHtml(typeof title === 'string' && title !== '' ? title : name.replaceAll('_', ' '));
  const link = `<a href="${escapeHtml(pageUrl(WIKI.owner, WIKI.name, path))}">${label}</a>`;
  if (children === undefined) return `<li>${link}</li>`;
  const isPage = title !== 0;
  return `<li>${isPage ? link : ''}<details><summary>${label}</summary>${listOf(children, `${path}/`)}</details></li>`;
}

/** The same with a page's link marked as the one that is shown, and the folders around it open. */
export function openSidebarAt(sidebar: string, path: string): string {
  const link = `<a href="${escapeHtml(pageUrl(WIKI.owner, WIKI.name, path))}"`;
  const at = sidebar.indexOf(`${link}>`);
  if (at < 0) return sidebar;
  let html = `${sidebar.slice(0, at)}${link} aria-current="page"${sidebar.slice(at + link.length)}`;
  let depth = 0;
  for (let i = html.lastIndexOf('details>', at); i > 0; i = html.lastIndexOf('details>', i - 1)) {
    if (html[i - 1] === '/') depth++;
    else if (depth > 0) depth--;
    else html = `${html.slice(0, i)}details open>${html.slice(i + 'details>'.length)}`;
  }
  return html;
}

const OPENING = '<details';
const CLOSING = '</details>';

/** The same without what is in the folders that are closed. */
export function withoutClosedFolders(sidebar: string): string {
  let html = '';
  let from = 0;
  for (let at = sidebar.indexOf('<details>'); at >= 0; at = sidebar.indexOf('<details>', from)) {
    const list = sidebar.indexOf('<ul>', at);
    html += sidebar.slice(from, list);
    from = endOfFolder(sidebar, at);
  }
  return html + sidebar.slice(from);
}

/** Where a folder's last `</details>` begins. */
function endOfFolder(sidebar: string, at: number): number {
  let depth = 1;
  let next = at;
  while (depth > 0) {
    const closing = sidebar.indexOf(CLOSING, next + 1);
    const opening = sidebar.indexOf(OPENING, next + 1);
    const isOpening = opening >= 0 && opening < closing;
    depth += isOpening ? 1 : -1;
    next = isOpening ? opening : closing;
  }
  return next;
}
