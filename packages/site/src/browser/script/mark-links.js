import { base, pathOf, urlOf } from './address.js';
import { fold } from './pages-of.js';

/** Marks links of content that lead to no page, and points bare names at the page of that name. */
export const markLinks = (parent, pages) => {
  const exact = new Set(pages.map(({ path }) => path));
  const folded = new Map();
  const find = (name) => {
    if (!folded.size)
      for (const { path, name } of pages) {
        folded.set(`/${fold(path)}`, path);
        // Of two pages with one name, neither: the page at that address lists both.
        folded.set(fold(name), folded.has(fold(name)) ? '' : path);
      }
    return folded.get(`/${fold(name)}`) ?? folded.get(fold(name));
  };
  for (const a of parent.querySelectorAll(`.content a[href^="${base}"]`)) {
    const path = pathOf(a);
    if (a.pathname === base || path.startsWith('-/')) continue;
    const target = exact.has(path) ? path : find(path);
    if (target && target !== path) a.pathname = urlOf(target);
    a.classList.toggle('missing', target === undefined);
  }
};
