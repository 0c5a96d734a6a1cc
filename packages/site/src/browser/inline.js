// Runs in the head of every page, whose content security policy allows this very text by its hash. Holds no more than the
// first frame needs: sets the theme before anything is painted, and once the page is there draws its tree of pages.
import { base } from './script/address.js';
import { drawMenu } from './script/menu.js';
import { append, drawTree } from './script/page-tree.js';
import { keep, kept } from './script/storage.js';
import { applyKeptTheme } from './script/theme.js';

const MEMORY = `holt:${base}`;

/** What the deferred script goes on with: the sidebar as it was drawn last, and the end of asking for it. */
const holt = {};
globalThis.holt = holt;

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
  const { opened = {}, top, text } = JSON.parse(kept('sessionStorage', MEMORY) || '{}');
  const topOf = (element) => element.getBoundingClientRect().y;
  let shown;

  const draw = (text) => {
    if (!text || text === shown) return;
    const { pages, menu } = JSON.parse(text);
    holt.drawn?.remove();
    holt.drawn = append(nav, 'div');
    holt.items = pages;
    if (menu) drawMenu(holt.drawn, menu, pages);
    const tree = drawTree(holt.drawn, pages, opened);
    holt.onDraw?.();
    // Before the next paint, but not before the style sheet has come.
    if (!shown)
      requestAnimationFrame(() => {
        nav.scrollTop = top;
        const at = topOf(tree.querySelector('[aria-current]') ?? nav) - topOf(nav);
        if (at < 0 || at > nav.clientHeight) nav.scrollTop += at - 200;
      });
    shown = text;
  };

  // As it was on the page before, so that it is there at once.
  draw(text);
  holt.answer = answer.then((text) => {
    draw(text);
    shown = text;
  });
  addEventListener('pagehide', () =>
    keep('sessionStorage', MEMORY, JSON.stringify({ opened, top: nav.scrollTop, text: shown })),
  );
};

// The page is read to its end, and no deferred script has run yet.
document.addEventListener(
  'readystatechange',
  () => {
    applyKeptTheme();
    if (base) showPages();
  },
  { once: true },
);
