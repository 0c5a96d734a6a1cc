// The application that the shell loads: renders the page of the address and, when a link is followed, the next one.
import { drawTree } from '../../../../packages/site/src/browser/script/page-tree.js';
import { fetchMissing } from './lazily.mjs';
import { viewPage } from './view.ts';

const { base, path: first } = document.documentElement.dataset;
const [owner, name] = base.split('/').slice(1);
const main = document.querySelector('main');
const nav = document.getElementById('Holt-pages');

const json = async (answer) => (await answer).json();
const pathOf = (link) => decodeURIComponent(link.pathname.slice(base.length)) || 'Home';
const addressOf = (path) => `${base}-/page/${path.split('/').map(encodeURIComponent).join('/')}.json`;

const show = async (path, answer) => {
  const page = await json(answer);
  let view = viewPage({ owner, name }, path, page);
  if (await fetchMissing()) view = viewPage({ owner, name }, path, page);
  document.title = `${view.title} · ${owner}/${name}`;
  main.innerHTML = view.html;
  nav.querySelector('[aria-current]')?.removeAttribute('aria-current');
  for (const link of nav.querySelectorAll('a')) if (pathOf(link) === path) link.ariaCurrent = 'page';
};

const drawSidebar = async () => {
  const { pages } = await json(globalThis.spa.sidebar);
  drawTree(nav, pages, {});
};

document.addEventListener('click', (event) => {
  const link = event.target.closest('a');
  const isPage = link?.href.startsWith(location.origin + base) && !link.pathname.startsWith(`${base}-/`) && !link.type;
  if (!isPage || link.hash || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  history.pushState(null, '', link.href);
  scrollTo(0, 0);
  show(pathOf(link), fetch(addressOf(pathOf(link))));
});
addEventListener('popstate', () => show(pathOf(location), fetch(addressOf(pathOf(location)))));

await Promise.all([drawSidebar(), show(first, globalThis.spa.page)]);
