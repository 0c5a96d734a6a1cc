import { base, pathOf } from './address.js';
import { append } from './page-tree.js';
import { replaceText } from './replace-text.js';

/** The page for addresses that name nothing is one for all wikis: it gets the links of the wiki in whose address it stands. */
export const showWiki = () => {
  for (const link of document.querySelectorAll('[data-to]')) link.href = base + link.dataset.to;
  const wiki = document.querySelector('.wiki');
  const [owner, name] = base.slice(1, -1).split('/');
  wiki.href = base;
  wiki.textContent = '';
  append(wiki, 'span', `${owner}/`);
  wiki.append(name);
  const path = askedPath();
  const place = document.querySelector('[data-asked]');
  if (!path) return;
  replaceText(place, () => {
    append(place, 'code', path);
    place.append('.');
  });
};

/** The path of the page that would be here; undefined where none can be. */
const askedPath = () => {
  try {
    const path = pathOf(location).replace(/\.md$/, '');
    return path.startsWith('-/') ? undefined : path;
  } catch {
    // No text has such an address.
  }
};
