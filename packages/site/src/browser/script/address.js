export const root = document.documentElement;

/** The path of the page shown. */
export const current = root.dataset.path;

/** The wiki's address. The page for addresses that name nothing is one for all wikis: it finds its wiki in the address. */
export const base = root.dataset.base || location.pathname.match(/^(\/[^/]+){2}\/|$/)[0];

export const urlOf = (path) => base + (path === 'Home' ? '' : path.split('/').map(encodeURIComponent).join('/'));

/** The path of the page that a link of this wiki leads to. */
export const pathOf = (a) => decodeURIComponent(a.pathname.slice(base.length)) || 'Home';
