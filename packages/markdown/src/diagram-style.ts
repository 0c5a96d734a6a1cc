/**
 * The pages' colours (base.css of the site) under the names that the drawer uses. A browser gives a picture the scheme of
 * the page around it, so `light-dark()` follows the reader's choice.
 */
const COLORS: Readonly<Record<string, [light: string, dark: string]>> = {
  bg: ['#fcfbf8', '#15191b'],
  _text: ['#23292b', '#dcdfdb'],
  '_text-sec': ['#4c5658', '#b3bdbc'],
  '_text-muted': ['#5d6769', '#9aa6a6'],
  '_text-faint': ['#5d6769', '#9aa6a6'],
  _line: ['#7f8b8c', '#7b8889'],
  _arrow: ['#4f5c5e', '#a5b1b1'],
  '_node-fill': ['#e6f0f0', '#1c2d32'],
  '_node-stroke': ['#7fb3bb', '#3f7783'],
  '_group-fill': ['#f7f5ef', '#191f21'],
  '_group-hdr': ['#f0ece2', '#20282b'],
  '_inner-stroke': ['#d5e2e3', '#2c4248'],
  '_key-badge': ['#cfe3e5', '#2a464d'],
};

export const DIAGRAM_STYLE = [
  'svg{color-scheme:light dark;',
  ...Object.entries(COLORS).map(([name, [light, dark]]) => `--${name}:light-dark(${light},${dark});`),
  '}text{font-family:ui-sans-serif,-apple-system,Segoe UI,Roboto,Noto Sans,sans-serif}',
  '.mono{font-family:ui-monospace,Menlo,Consolas,monospace}',
].join('');
