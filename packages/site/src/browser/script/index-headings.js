import { base } from './address.js';
import { fetchPage } from './fetch-page.js';
import { append } from './page-tree.js';
import { keep, kept } from './storage.js';

const MEMORY = `holt-headings:${base}`;
/** So many pages are asked for at a time. */
const AT_ONCE = 4;

const textOf = (heading) => {
  const text = heading.cloneNode(true);
  text.querySelector('.anchor')?.remove();
  return text.textContent;
};

/** An entry of the index, and under it the headings of its page. */
const showHeadings = async (entry) => {
  const { href } = entry.querySelector('a');
  const page = await fetchPage(href);
  const headings = [...(page?.querySelectorAll('.content :is(h2, h3)[id]') ?? [])];
  if (!headings.length) return;
  const ul = append(entry, 'ul');
  ul.className = 'headings';
  for (const heading of headings) {
    const li = append(ul, 'li');
    li.className = heading.localName;
    append(li, 'a', textOf(heading)).href = `${href}#${encodeURIComponent(heading.id)}`;
  }
};

/** The index can show the headings of its pages: of those that come into view, as long as it is switched on. */
export const startHeadings = () => {
  const button = document.querySelector('.toggle-headings');
  if (!button) return;
  const main = button.closest('main');
  const status = append(main, 'p');
  status.role = 'status';
  status.className = 'sr-only';
  const waiting = new Set();
  let underWay = 0;

  const next = () => {
    for (const entry of waiting) {
      if (underWay === AT_ONCE) return;
      waiting.delete(entry);
      near.unobserve(entry);
      underWay++;
      showHeadings(entry).then(() => {
        underWay--;
        next();
      });
    }
    // What was asked for may come when they are off again.
    if (!underWay && button.ariaPressed === 'true') status.textContent = 'Headings are shown.';
  };
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) waiting[isIntersecting ? 'add' : 'delete'](target);
      next();
    },
    { rootMargin: '50% 0px' },
  );

  const show = (isOn) => {
    button.ariaPressed = isOn;
    main.classList.toggle('with-headings', isOn);
    near.disconnect();
    waiting.clear();
    status.textContent = isOn ? '' : 'Headings are hidden.';
    if (isOn) for (const entry of main.querySelectorAll('.letter > ul > li:not(:has(.headings))')) near.observe(entry);
  };
  button.onclick = () => {
    const isOn = button.ariaPressed !== 'true';
    keep('sessionStorage', MEMORY, isOn ? 'on' : '');
    show(isOn);
  };
  if (kept('sessionStorage', MEMORY)) show(true);
};
