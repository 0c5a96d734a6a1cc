import { drawn, onPages } from './known-pages.js';
import { append, appendLink } from './page-tree.js';
import { fold } from './pages-of.js';

/** At most so many are shown: more nobody reads, and making them would be felt. */
const MOST = 100;

/** While words are typed into the field, a list of the pages that have all of them in title or path is in the tree's place. */
export const startFilter = (nav) => {
  const field = nav.querySelector('input');
  let known = [];
  const filter = () => {
    const words = fold(field.value).trim();
    nav.querySelector('.found')?.remove();
    if (drawn()) drawn().hidden = words;
    if (words) showFound(nav, known, words.split(' '));
  };
  field.oninput = filter;
  onPages((pages) => {
    known = pages;
    filter();
  });
};

const showFound = (nav, pages, words) => {
  const found = pages.filter(({ path, label }) => words.every((word) => fold(label + path).includes(word)));
  const ul = append(nav, 'ul');
  ul.className = 'found';
  for (const { path, name, label } of found.slice(0, MOST))
    append(appendLink(append(ul, 'li'), path, label), 'small', path.slice(0, -name.length - 1).replaceAll('_', ' '));
  append(ul, 'li', `${found.length} found`);
};
