import { pagesOf } from './pages-of.js';

/** What the inline script left, and goes on with when the sidebar has changed. */
const { holt } = globalThis;
const listeners = [];
let pages;

/** Calls `listener` with all pages of the wiki when the sidebar is there, and again when another one came. */
export const onPages = (listener) => {
  listeners.push(listener);
  if (pages) listener(pages);
};

/** When it is known which pages there are, or that it can't be known. */
export const whenAsked = () => Promise.resolve(holt.answer);

/** The element that holds menu and tree. */
export const drawn = () => holt.drawn;

holt.onDraw = () => {
  pages = pagesOf(holt.items);
  for (const listener of listeners) listener(pages);
};
if (holt.items) holt.onDraw();
