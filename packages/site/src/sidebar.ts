import { HOME_PAGE } from '@holt/edge';
import { compareNames } from './compare-names.ts';
import type { MenuEntry, PageEntry } from './types.ts';

/**
 * A page or a folder under its last path segment:
 *
 * - `"Name"`: a page whose title is its segment with `_` as space;
 * - `["Name", "Title"]`: a page with another title;
 * - `["Name", page, children]`: a folder. `page` is 0 when no page has the folder's path, 1 when one has it with the
 *   title made of the segment, else that page's title.
 *
 * The inline script reads this shape.
 */
export type SidebarItem = string | [name: string, title: string] | [name: string, page: 0 | 1 | string, SidebarItem[]];

interface Folder {
  title?: string;
  children: Map<string, Folder>;
}

/**
 * The tree of all pages of a wiki, as compact JSON: `{"pages": SidebarItem[], "menu": MenuEntry[]}`, without `menu` when it
 * is empty. The same pages in any order give the same bytes: `Home` first, then by what readers see.
 */
export function sidebarJson(pages: readonly PageEntry[], menu: readonly MenuEntry[] = []): string {
  const root: Folder = { children: new Map() };
  for (const { path, title } of pages) {
    let folder = root;
    for (const name of path.split('/')) {
      let next = folder.children.get(name);
      if (next === undefined) {
        next = { children: new Map() };
        folder.children.set(name, next);
      }
      folder = next;
    }
    folder.title = title;
  }
  return JSON.stringify({ pages: itemsOf(root), ...(menu.length > 0 && { menu }) });
}

function itemsOf(folder: Folder): SidebarItem[] {
  return [...folder.children]
    .map(([name, child]) => ({ name, child, shown: child.title || derivedTitle(name) }))
    .sort((a, b) => compareHome(a.name, b.name) || compareNames(a.shown, b.shown) || compareNames(a.name, b.name))
    .map(({ name, child }) => toItem(name, child));
}

function toItem(name: string, { title, children }: Folder): SidebarItem {
  const plain = title === undefined || title === derivedTitle(name);
  if (children.size === 0) return plain ? name : [name, title];
  const page = title === undefined ? 0 : plain || title === '' ? 1 : title;
  return [name, page, itemsOf({ children })];
}

function compareHome(a: string, b: string): number {
  return Number(b === HOME_PAGE) - Number(a === HOME_PAGE);
}

/**
 * The pages in a wiki's sidebar, in its order: the inverse of `sidebarJson`.
 * @throws {TypeError} when the text is not what `sidebarJson` writes
 */
export function readSidebar(json: string): PageEntry[] {
  const pages: PageEntry[] = [];
  readItems(parse(json).pages, '', pages);
  return pages;
}

/**
 * The menu in a wiki's sidebar; empty when it has none.
 * @throws {TypeError} when the text is not what `sidebarJson` writes
 */
export function readMenu(json: string): MenuEntry[] {
  const { menu = [] } = parse(json);
  if (!Array.isArray(menu) || !menu.every(isMenuEntry)) throw damaged();
  return menu;
}

function parse(json: string): { pages: unknown; menu?: unknown } {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null || !('pages' in value)) throw damaged();
  return value;
}

function isMenuEntry(entry: unknown): entry is MenuEntry {
  return (
    Array.isArray(entry) &&
    (entry.length === 1 || entry.length === 2) &&
    entry.every((part: unknown) => typeof part === 'string')
  );
}

function readItems(items: unknown, prefix: string, pages: PageEntry[]): void {
  if (!Array.isArray(items)) throw damaged();
  for (const item of items as unknown[]) {
    const [name, title, children] = Array.isArray(item) ? (item as unknown[]) : [item];
    if (typeof name !== 'string') throw damaged();
    const path = prefix + name;
    if (children === undefined || title !== 0) {
      pages.push({ path, title: typeof title === 'string' ? title : derivedTitle(name) });
    }
    if (children !== undefined) readItems(children, `${path}/`, pages);
  }
}

function derivedTitle(name: string): string {
  return name.replaceAll('_', ' ');
}

function damaged(): TypeError {
  return new TypeError('The sidebar is not what sidebarJson writes: rebuild it from the repository.');
}
