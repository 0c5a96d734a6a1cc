// Runs once the page is there; its content security policy allows this very text by its hash. What a page does beyond
// showing itself: none of it is needed to read.
import { base, root } from './script/address.js';
import { showBacklinks } from './script/backlinks.js';
import { bringEmbeds } from './script/embeds.js';
import { startHeadings } from './script/index-headings.js';
import { onPages, whenAsked } from './script/known-pages.js';
import { markLinks } from './script/mark-links.js';
import { namePages } from './script/name-pages.js';
import { showWiki } from './script/not-found.js';
import { startFilter } from './script/page-filter.js';
import { startSearch } from './script/search-field.js';
import { startShortcuts } from './script/shortcuts.js';
import { skipTransitions } from './script/skip-transition.js';

const nav = document.getElementById('Holt-pages');

skipTransitions();
startShortcuts(nav, startSearch());
if (base) {
  if (!root.dataset.base) showWiki();
  startFilter(nav);
  startHeadings();
  showBacklinks();
  let mark = () => {};
  onPages((pages) => {
    mark = (parent) => markLinks(parent, pages);
    mark(document);
    namePages(pages);
    bringEmbeds(mark);
  });
  // A reader who may not see which pages there are may still read some of them.
  whenAsked().then(() => bringEmbeds(mark));
}
