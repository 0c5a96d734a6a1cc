import { root } from './address.js';
import { keep, kept } from './storage.js';

/** As the button goes through them. What is not among them, at -1, is the system's. */
const THEMES = ['light', 'dark', 'system'];

const apply = (index) => {
  const theme = THEMES[index] || 'system';
  root.dataset.theme = theme;
  const button = document.getElementById('Holt-theme');
  if (!button) return;
  button.title = button.ariaLabel = `Theme: ${theme}`;
  button.onclick = () => {
    const next = (index + 1) % 3;
    keep('localStorage', 'theme', THEMES[next]);
    apply(next);
  };
};

/** Before anything is painted; again when the button is there, and when the page comes back from the browser's memory. */
export const applyKeptTheme = () => apply(THEMES.indexOf(kept('localStorage', 'theme')));
