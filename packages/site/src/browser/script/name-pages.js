import { current } from './address.js';
import { appendLink } from './page-tree.js';
import { replaceText } from './replace-text.js';

/** What may stand for a folder: a page of one of these names in it. */
const FOLDER_PAGE = /^(?:home|index|readme)$/i;

/** Names the page that a view is about by its title, where only its path could be written. */
const nameView = (pages) => {
  const place = document.querySelector('[data-name]');
  const page = place && pages.find(({ path }) => path === current);
  if (!page || page.label === page.name.replaceAll('_', ' ')) return;
  const { label } = page;
  const shown = place.textContent;
  document.title = document.title.replace(shown, () => label);
  replaceText(place, () => place.append(label));
};

/** Folders over the page lead to the page that has the folder's path, or to one in it that stands for it. */
const linkFolders = (pages) => {
  const segments = current?.split('/') ?? [];
  // The first is the wiki's home.
  const crumbs = [...document.querySelectorAll('.crumbs li')].slice(1, segments.length);
  if (!crumbs.length) return;
  const byFolder = new Map();
  for (const { path, name } of pages) if (FOLDER_PAGE.test(name)) byFolder.set(path.slice(0, -name.length - 1), path);
  for (const { path } of pages) byFolder.set(path, path);
  for (const [index, li] of crumbs.entries()) {
    const target = byFolder.get(segments.slice(0, index + 1).join('/'));
    const { textContent } = li;
    if (!target || target === current) continue;
    li.textContent = '';
    appendLink(li, target, textContent);
  }
};

/** What is known of pages only once the sidebar is there: titles, and which folders are pages. */
export const namePages = (pages) => {
  nameView(pages);
  linkFolders(pages);
};
