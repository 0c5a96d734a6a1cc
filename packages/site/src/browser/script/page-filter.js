import { append, appendLink } from './page-tree.js';
import { fold } from './pages-of.js';

/** At most so many are shown: more nobody reads, and making them would be felt. */
const MOST = 100;

/** Puts a list of the pages that have all of the words in title or path in the tree's place, while there are words. */
export const filterPages = (nav, tree, pages, typed) => {
  const words = fold(typed).trim();
  nav.querySelector('.found')?.remove();
  tree.hidden = words;
  if (!words) return;
  const found = pages.filter(({ path, label }) => words.split(' ').every((word) => fold(label + path).includes(word)));
  const ul = append(nav, 'ul');
  ul.className = 'found';
  for (const { path, name, label } of found.slice(0, MOST))
    append(appendLink(append(ul, 'li'), path, label), 'small', path.slice(0, -name.length - 1).replaceAll('_', ' '));
  append(ul, 'li', `${found.length} found`);
};
