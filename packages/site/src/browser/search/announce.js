import { append } from '../script/page-tree.js';

/** How long nothing is typed before what was found is told. */
const REST_MS = 500;

/** @returns {(text: string) => void} tells a screen reader the newest text, once no other has come for a while */
export const announcer = (parent) => {
  const status = append(parent, 'p');
  status.role = 'status';
  status.className = 'sr-only';
  let timer;
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      status.textContent = text;
    }, REST_MS);
  };
};
