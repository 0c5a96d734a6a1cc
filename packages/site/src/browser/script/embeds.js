import { base, root } from './address.js';
import { fetchPage } from './fetch-page.js';
import { append } from './page-tree.js';

const HEADING = /^H[1-6]$/;

/** What an embedded page shows: its content without the title, or the part under one heading. */
const partOf = (article, hash) => {
  const [first] = article.children;
  if (!hash) return [...article.childNodes].filter((node) => node !== first || first.tagName !== 'H1');
  const heading = article.querySelector(`#${CSS.escape(decodeURIComponent(hash.slice(1)))}`);
  if (!HEADING.test(heading?.tagName)) return [];
  const nodes = [heading];
  for (let next = heading.nextElementSibling; next; next = next.nextElementSibling) {
    if (HEADING.test(next.tagName) && next.tagName <= heading.tagName) break;
    nodes.push(next);
  }
  return nodes;
};

/** The article at an address, also where the address leads on to it: a bare name, or one it had before. */
const articleAt = async (url) => {
  // Authors may call any link so; a file is nobody's page.
  if (new URL(url, location).pathname.startsWith(`${base}-/`)) return;
  let page = await fetchPage(url);
  const moved = page?.querySelector('[http-equiv=refresh]') && page.querySelector('link[rel=canonical]');
  if (moved) page = await fetchPage(moved.href);
  // What stands where no page is, is nobody's text.
  return page?.querySelector('meta[name=robots]') ? undefined : page?.querySelector('.content');
};

const sectionOf = (nodes, title, source, href) => {
  const section = document.createElement('section');
  section.className = 'embedded';
  const from = append(section, 'p');
  from.className = 'source';
  append(from, 'a', title).href = href;
  section.append(...nodes.map((node) => document.importNode(node, true)));
  // Ids are this page's own, and so are references to them. Styles are never content's, and of what has been parsed already the
  // policy stops scripts alone.
  for (const name of ['id', 'aria-describedby', 'style'])
    for (const element of section.querySelectorAll(`[${name}]`)) element.removeAttribute(name);
  for (const a of section.querySelectorAll('a[href^="#"]')) a.href = source + a.getAttribute('href');
  // One page in another, and no more: what it embeds stays a link, so that there is no circle.
  for (const a of section.querySelectorAll('.embed')) a.classList.remove('embed');
  return section;
};

/** Whether no text that the reader sees, or sees before the next frame, would move if something grew at this link. */
const isFree = (a) => {
  const { top, bottom, height } = a.getBoundingClientRect();
  const isAbove = bottom < -innerHeight / 4 && CSS.supports('overflow-anchor: auto');
  const isBelow = top > innerHeight * 1.25;
  return !height || isFolded(a) || isAbove || isBelow || getComputedStyle(a).visibility === 'hidden';
};

const whenFree = (a) =>
  new Promise((resolve) => {
    if (isFree(a)) resolve();
    else {
      const leave = () => {
        if (!isFree(a)) return;
        observer.disconnect();
        resolve();
      };
      const observer = new IntersectionObserver(leave, { rootMargin: '25% 0px' });
      observer.observe(a);
    }
  });

const isFolded = (a) => a.closest('details:not([open])');

const put = (a, section) => {
  const block = a.parentElement;
  const isAmongText = [...block.childNodes].some((node) => !node.classList && node.data.trim());
  a.classList.remove('embed');
  if (!isAmongText) a.replaceWith(section);
  else if (block.tagName === 'P') block.after(section);
  else block.append(section);
};

/** @returns {Promise<void>} ends when the text is there, or is to come later or not at all */
const bring = async (a, mark) => {
  const { hash, pathname } = a;
  const isCircle = pathname === location.pathname && !hash;
  const article = !isCircle && (await articleAt(pathname));
  const nodes = article ? partOf(article, hash) : [];
  const show = () => {
    const section = sectionOf(nodes, article.querySelector('h1').textContent, pathname, a.href);
    put(a, section);
    mark(section);
  };
  if (!nodes.length) a.classList.remove('embed');
  else if (isFree(a)) show();
  else whenFree(a).then(show);
};

/** The style sheet hides what follows embedded pages until this, or for a second: text that is read does not move. */
const settle = () => {
  root.dataset.settled = '';
};

const begun = new Set();

/**
 * Puts the text of other pages where the content embeds them: of those within two screens' height at once, of others when
 * the reader comes near. Where there is none, the link stays.
 *
 * @param mark is called with each text
 */
export const bringEmbeds = (mark) => {
  const near = new IntersectionObserver(
    (entries) => {
      const reached = entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target);
      for (const a of reached) near.unobserve(a);
      Promise.all(reached.map((a) => bring(a, mark))).then(settle);
    },
    { rootMargin: '200% 0px' },
  );
  const found = [...document.querySelectorAll(`.content a.embed:not(.missing)`)].filter(
    (a) => !begun.has(a) && a.pathname.startsWith(base),
  );
  for (const a of found) {
    begun.add(a);
    if (isFolded(a)) bring(a, mark);
    else near.observe(a);
  }
  if (!begun.size) settle();
};
