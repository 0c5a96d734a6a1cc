import { drawn, onPages } from './known-pages.js';
import { append, appendLink } from './page-tree.js';
import { fold } from './pages-of.js';

/** At most so many are shown: more nobody reads, and making them would be felt. */
const MOST = 100;

/**
 * While words are typed into the field, a list of the pages that have all of them in title or path is in the tree's place. Enter
 * opens the first, the arrows go through them, and Escape brings the tree back as it was.
 */
export const startFilter = (nav) => {
  const field = nav.querySelector('input');
  const status = append(nav, 'p');
  status.role = 'status';
  field.after(status);
  let known = [];
  /** How far the tree was scrolled before the field was gone to, which may scroll it. */
  let top = nav.scrollTop;
  const filter = () => {
    const words = fold(field.value).trim();
    nav.querySelector('.found')?.remove();
    status.textContent = '';
    if (drawn()) drawn().hidden = words;
    if (words) status.textContent = showFound(nav, known, words.split(/\s+/));
  };
  const matches = () => [...nav.querySelectorAll('.found a')];
  const act = {
    Enter: ({ target }) => target === field && matches()[0]?.click(),
    ArrowDown: ({ target }) => matches()[matches().indexOf(target) + 1]?.focus(),
    ArrowUp: ({ target }) => (matches()[matches().indexOf(target) - 1] ?? field).focus(),
    Escape() {
      field.focus({ preventScroll: true });
      field.value = '';
      filter();
      nav.scrollTop = top;
    },
  };
  nav.onscroll = () => {
    if (!field.value && document.activeElement !== field) top = nav.scrollTop;
  };
  field.oninput = filter;
  nav.addEventListener('keydown', (event) => {
    const { key, target, isComposing } = event;
    const isHere = target === field || matches().includes(target);
    if (!isHere || isComposing || !act[key]) return;
    // A match is a link, and opens by itself.
    if (key !== 'Enter' || target === field) event.preventDefault();
    act[key](event);
  });
  onPages((pages) => {
    known = pages;
    filter();
  });
};

/** @returns {string} how many there are, in words */
const showFound = (nav, pages, words) => {
  const found = pages.filter(({ path, label }) => words.every((word) => fold(label + path).includes(word)));
  const ul = append(nav, 'ul');
  ul.className = 'found';
  for (const { path, name, label } of found.slice(0, MOST))
    append(appendLink(append(ul, 'li'), path, label), 'small', path.slice(0, -name.length - 1).replaceAll('_', ' '));
  return `${found.length} found`;
};
