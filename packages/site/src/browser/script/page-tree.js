import { current, urlOf } from './address.js';
import { readItem } from './pages-of.js';

export const append = (parent, name, text) => {
  const element = parent.appendChild(document.createElement(name));
  element.textContent = text;
  return element;
};

export const appendLink = (parent, path, label) => {
  const a = append(parent, 'a', label);
  a.href = urlOf(path);
  if (path === current) a.ariaCurrent = 'page';
  return a;
};

/**
 * The tree of pages. Children of a folder are made when it is opened first: a wiki of thousands of pages costs no more
 * than it shows. `opened` keeps which folders the reader opened and closed.
 */
export const drawTree = (parent, items, opened, prefix = '') => {
  const ul = append(parent, 'ul');
  for (const item of items) {
    const { name, children, isPage, label } = readItem(item);
    const path = prefix + name;
    const li = append(ul, 'li');
    const button = children && append(li, 'button');
    if (isPage) appendLink(li, path, path === 'Sidebar' ? path : label);
    if (children) {
      const show = (open) => {
        button.ariaExpanded = open;
        if (open && !li.querySelector('ul')) drawTree(li, children, opened, `${path}/`);
      };
      button[isPage ? 'ariaLabel' : 'textContent'] = label;
      button.onclick = () => {
        opened[path] = button.ariaExpanded !== 'true';
        show(opened[path]);
      };
      show(opened[path] ?? `${current}/`.startsWith(`${path}/`));
    }
  }
  return ul;
};
