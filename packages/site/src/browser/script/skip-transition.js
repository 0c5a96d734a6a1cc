import { base } from './address.js';

const NO_PAGE = /\.(?:md|xml|txt|json)$|\/-\/files\//;

/** The browser logs an error when it was to fade to what does not ask for it, as no text, file or page elsewhere does. */
export const skipTransitions = () =>
  addEventListener('pageswap', ({ activation, viewTransition }) => {
    const { pathname } = new URL(activation?.entry?.url ?? location);
    if (!base || !pathname.startsWith(base) || NO_PAGE.test(pathname)) viewTransition?.skipTransition();
  });
