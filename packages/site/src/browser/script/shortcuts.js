import { base } from './address.js';

/** `/` goes to the field that filters pages, `g` and then `h` to the wiki's home. Not while something is typed. */
export const startShortcuts = (field) => {
  let before;
  addEventListener('keydown', (event) => {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.target.matches('input')) return;
    if (key === '/') {
      event.preventDefault();
      field.focus();
    }
    if (before + key === 'gh') location.href = base;
    before = key;
  });
};
