// Loaded when the search is used first; its content security policy allows this very text by its hash. Searches the wiki's index,
// which are files, in the header's field and on the page of results.

import { openSearch } from '@holt/search';
import { load } from './search/load.js';
import { startPanel } from './search/panel.js';
import { startResults } from './search/results-page.js';

const sheet = new CSSStyleSheet();
// Put in by the build: what the search alone needs.
sheet.replaceSync(SEARCH_STYLES);
document.adoptedStyleSheets.push(sheet);

const search = openSearch(load);
const header = document.querySelector('.search form');
const results = document.querySelector('.results form');
if (header) startPanel(header, search);
if (results) startResults(results, search);
