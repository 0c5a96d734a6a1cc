import { keep, kept } from '../script/storage.js';

const MEMORY = 'holt-search';

/** Lets the page of results, which is loaded next, take the focus over: who typed goes on there. */
export const keepFocus = () => keep('sessionStorage', MEMORY, 'yes');

/** Whether the focus is to be taken over, once; who came by a link or an address begins at the top of the page. */
export const takeKeptFocus = () => {
  const isKept = kept('sessionStorage', MEMORY);
  keep('sessionStorage', MEMORY, '');
  return isKept;
};
