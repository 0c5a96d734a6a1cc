import { base } from './address.js';
import { append } from './page-tree.js';
import { isOff } from './shortcuts.js';

/** Loads what searches, once. The policy allows it by the hash alone, for which the element must name it. */
const loadSearch = (form) => {
  if (form.dataset.loading) return;
  form.dataset.loading = 'yes';
  form.querySelector('.note')?.remove();
  const script = document.createElement('script');
  script.integrity = SEARCH_INTEGRITY;
  script.src = SEARCH_URL;
  script.onerror = () => {
    delete form.dataset.loading;
    const note = append(form, 'p', 'The search could not be loaded. Go to this field again once you are online.');
    note.role = 'alert';
    note.className = 'note';
  };
  document.head.append(script);
};

/**
 * Lets the field search, of the header or of the page of results.
 *
 * @returns {() => void} goes to the field
 */
export const startSearch = () => {
  const form = document.querySelector('form[role=search]');
  const field = form.q;
  if (!base) return () => {};
  form.action = `${base}-/search`;
  field.onfocus = () => loadSearch(form);
  field.onclick = () => {
    form.dataset.asked = 'yes';
  };
  if (form.closest('main')) loadSearch(form);
  else if (!isOff()) append(field.parentElement, 'kbd', '/').ariaHidden = true;
  return () => {
    field.focus();
    field.select();
    field.click();
  };
};
