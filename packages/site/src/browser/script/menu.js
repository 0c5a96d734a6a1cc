import { base, pathOf } from './address.js';
import { append } from './page-tree.js';
import { readItem } from './pages-of.js';

/** A page's label in a sidebar; undefined when it has no such page. */
const labelOf = (items, [name, ...rest]) => {
  const found = items?.find((item) => item === name || (item.map && item[0] === name));
  if (!found) return;
  const { children, isPage, label } = readItem(found);
  if (rest.length) return labelOf(children, rest);
  if (isPage) return label;
};

/** The wiki's own menu. A link that says no more than its page's path shows the page's title. */
export const drawMenu = (parent, entries, pages) => {
  const ul = append(parent, 'ul');
  ul.className = 'menu';
  for (const [label, href] of entries) {
    const entry = append(append(ul, 'li'), href ? 'a' : 'b', label);
    if (!href) continue;
    entry.href = href;
    const path = href.startsWith(base) && pathOf(entry);
    if (path === label.replaceAll(' ', '_')) entry.textContent = labelOf(pages, path.split('/')) ?? label;
    if (entry.href === location.href.split('#')[0]) entry.ariaCurrent = 'page';
  }
};
