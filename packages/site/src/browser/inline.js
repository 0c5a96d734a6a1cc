// Runs in the head of every page, whose content security policy allows this very text by its hash. Sets the theme before
// anything is painted; once the page is there, brings the sidebar and marks links to pages that do not exist.
import { base } from './script/address.js';
import { markLinks } from './script/mark-links.js';
import { filterPages } from './script/page-filter.js';
import { drawTree } from './script/page-tree.js';
import { pagesOf } from './script/pages-of.js';
import { startShortcuts } from './script/shortcuts.js';
import { keep, kept } from './script/storage.js';
import { applyKeptTheme } from './script/theme.js';

const MEMORY = `holt:${base}`;

applyKeptTheme();
addEventListener('pageshow', applyKeptTheme);

// Asked for before the page is read to its end.
const answer =
  base &&
  fetch(`${base}-/sidebar.json`)
    .then((response) => response.ok && response.text())
    // Offline: what is shown stays, and the link to the index is in its place.
    .catch(() => {});

const showPages = () => {
  const nav = document.getElementById('Holt-pages');
  const field = nav.querySelector('input');
  const { opened = {}, top, text } = JSON.parse(kept('sessionStorage', MEMORY) || '{}');
  const topOf = (element) => element.getBoundingClientRect().y;
  let tree;
  let shown;
  let pages;

  const filter = () => tree && filterPages(nav, tree, pages, field.value);
  const draw = (text) => {
    if (!text || text === shown) return;
    const items = JSON.parse(text).pages;
    tree?.remove();
    tree = drawTree(nav, items, opened);
    pages = pagesOf(items);
    filter();
    markLinks(pages);
    // Before the next paint, but not before the style sheet has come.
    if (!shown)
      requestAnimationFrame(() => {
        nav.scrollTop = top;
        const at = topOf(nav.querySelector('[aria-current]') ?? nav) - topOf(nav);
        if (at < 0 || at > nav.clientHeight) nav.scrollTop += at - 200;
      });
    shown = text;
  };

  field.oninput = filter;
  startShortcuts(field);
  // As it was on the page before, so that it is there at once.
  draw(text);
  answer.then((text) => {
    draw(text);
    shown = text;
  });
  addEventListener('pagehide', () =>
    keep('sessionStorage', MEMORY, JSON.stringify({ opened, top: nav.scrollTop, text: shown })),
  );
};

addEventListener('DOMContentLoaded', () => {
  applyKeptTheme();
  if (base) showPages();
});
