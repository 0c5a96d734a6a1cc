// In the shell's head: asks for what the address needs while the application is still on its way.
const root = document.documentElement;
const { base } = root.dataset;
const rest = location.pathname.slice(base.length) || 'Home';
root.dataset.path = decodeURIComponent(rest);
globalThis.spa = { page: fetch(`${base}-/page/${rest}.json`), sidebar: fetch(`${base}-/sidebar.json`) };
