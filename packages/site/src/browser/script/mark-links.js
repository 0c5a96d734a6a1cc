import { base, urlOf } from './address.js';
import { fold } from './pages-of.js';

/** Marks links of the content that lead to no page, and points bare names at the page of that name. */
export const markLinks = (pages) => {
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
  for (const a of document.querySelectorAll(`.content a[href^="${base}"]`)) {
    const path = decodeURIComponent(a.pathname.slice(base.length));
    if (!path || path.startsWith('-/')) continue;
    const target = exact.has(path) ? path : find(path);
    if (target) a.pathname = urlOf(target);
    a.classList.toggle('missing', target === undefined);
  }
};
