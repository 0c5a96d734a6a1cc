import { base } from './address.js';
import { append } from './page-tree.js';
import { keep, kept } from './storage.js';

const MEMORY = 'shortcuts';
const OFF = 'off';

const KEYS = [
  ['/', 'Search'],
  ['f', 'Filter the tree of pages'],
  ['g h', 'Go to the wiki’s home'],
  ['e', 'Show the page’s Markdown source'],
  ['?', 'Show these shortcuts'],
];

export const isOff = () => kept('localStorage', MEMORY) === OFF;

/** Tells the shortcuts; they can be switched off, for those whose speech or hand presses keys by chance (WCAG 2.1.4). */
const makeDialog = () => {
  const dialog = append(document.body, 'dialog');
  dialog.className = 'shortcuts';
  dialog.ariaLabel = 'Keyboard shortcuts';
  append(dialog, 'h2', 'Keyboard shortcuts');
  const dl = append(dialog, 'dl');
  for (const [keys, meaning] of KEYS) {
    const entry = append(dl, 'div');
    const dt = append(entry, 'dt');
    for (const key of keys.split(' ')) append(dt, 'kbd', key);
    append(entry, 'dd', meaning);
  }
  const label = append(append(dialog, 'p'), 'label');
  const box = append(label, 'input');
  box.type = 'checkbox';
  box.checked = !isOff();
  box.onchange = () => keep('localStorage', MEMORY, box.checked ? '' : OFF);
  label.append(' Use single-key shortcuts');
  append(dialog, 'button', 'Close').onclick = () => dialog.close();
  return dialog;
};

/** Single keys that act while nothing is typed, and the button that tells them. */
export const startShortcuts = (nav, goToSearch) => {
  let dialog;
  let before;
  const tell = () => {
    dialog ??= makeDialog();
    dialog.showModal();
  };
  const actions = {
    '/': goToSearch,
    f: () => nav.querySelector('input').focus(),
    gh: () => base && location.assign(base),
    e: () => {
      const source = document.querySelector('[type="text/markdown"]');
      if (source) location.href = source.href;
    },
    '?': tell,
  };

  const head = nav.querySelector('p');
  if (head) {
    const button = append(head, 'button', '?');
    button.className = 'keys';
    button.title = button.ariaLabel = 'Keyboard shortcuts';
    button.onclick = tell;
  }
  addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || isOff() || dialog?.open || target.matches('input')) return;
    const action = actions[before + key] ?? actions[key];
    before = key;
    if (!action) return;
    event.preventDefault();
    action();
  });
};
