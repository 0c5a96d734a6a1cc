import { base, pathOf, urlOf } from './address.js';
import { fold } from './pages-of.js';

/** A page's title as a link's address has it, if it can be one. */
const addressed = (title) => (title.includes('/') ? [] : [title.trim().replaceAll(' ', '_')]);

/** Marks links of content and menu that lead to no page, and points bare names at the page of that name or title. */
export const markLinks = (parent, pages) => {
  const exact = new Set(pages.map(({ path }) => path));
  const folded = new Map();
  const find = (name) => {
    if (!folded.size)
      for (const { path, name, label } of pages) {
        folded.set(`/${fold(path)}`, path);
        // Of two pages with one name, neither: the page at that address lists both.
        for (const called of new Set([name, ...addressed(label)].map(fold)))
          folded.set(called, folded.has(called) ? '' : path);
      }
    return folded.get(`/${fold(name)}`) ?? folded.get(fold(name));
  };
  for (const a of parent.querySelectorAll(`:is(.content, .menu) a[href^="${base}"]`)) {
    const path = pathOf(a);
    if (a.pathname === base || path.startsWith('-/')) continue;
    const target = exact.has(path) ? path : find(path);
    if (target && target !== path) a.pathname = urlOf(target);
    a.classList.toggle('missing', target === undefined);
  }
};
