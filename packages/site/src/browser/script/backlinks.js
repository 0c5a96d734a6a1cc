import { base, current, pathOf } from './address.js';
import { fetchPage } from './fetch-page.js';
import { onPages } from './known-pages.js';
import { append, appendLink } from './page-tree.js';

/** As they stand in the document that lists what links to an address. */
const LISTED = 'ul.links a';

/** Each page's title by its path, as far as the sidebar tells. */
let titles = new Map();

/** The paths in that document; undefined when there is none. */
const linksAt = async (url) => {
  const page = await fetchPage(url);
  return page && [...page.querySelectorAll(LISTED)].map(pathOf);
};

/** `[[Name]]` is kept under the bare name, in whatever folder the page of that name is. */
const linksByName = () => {
  const name = current.split('/').at(-1);
  return name === current || titles.has(name) ? [] : linksAt(`${base}-/links/${encodeURIComponent(name)}`);
};

const list = async (panel, url) => {
  const [found, byName = []] = await Promise.all([linksAt(url), linksByName()]);
  if (!found) return false;
  const paths = [...new Set([...found, ...byName])].filter((path) => path !== current).sort();
  const count = paths.length === 1 ? '1 page links' : `${paths.length || 'No'} pages link`;
  append(panel, 'p', `${count} here.`).role = 'status';
  const ul = append(panel, 'ul');
  for (const path of paths) appendLink(append(ul, 'li'), path, titles.get(path) ?? path.replaceAll('_', ' '));
  return true;
};

/** The link to what links here opens the list in its place; where it can't be had, it leads there. */
const openInPlace = (link) => {
  const button = document.createElement('button');
  button.className = 'opener';
  button.textContent = link.textContent;
  button.ariaExpanded = false;
  link.replaceWith(button);
  const panel = append(button.parentElement.parentElement, 'section');
  panel.hidden = true;
  panel.ariaLabel = link.textContent;
  panel.className = 'linking';
  let isListed;
  button.onclick = async () => {
    panel.hidden = !panel.hidden;
    button.ariaExpanded = !panel.hidden;
    isListed ??= list(panel, link.href);
    if (!(await isListed)) location.href = link.href;
  };
};

/** What links to a page: opened in place, and by title where only the paths are written. */
export const showBacklinks = () => {
  onPages((pages) => {
    titles = new Map(pages.map(({ path, label }) => [path, label]));
    for (const a of document.querySelectorAll(LISTED)) a.textContent = titles.get(pathOf(a)) ?? a.textContent;
  });
  const link = document.querySelector('[data-links]');
  if (link) openInPlace(link);
};
