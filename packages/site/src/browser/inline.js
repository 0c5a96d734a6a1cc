// Brings the sidebar and marks links to pages that do not exist. Runs at the end of every page, whose content security
// policy allows this very text by its hash. The shape of sidebar.json is told in sidebar.ts.
(() => {
  const nav = document.getElementById('Holt-pages');
  // The page for addresses that name nothing is one for all wikis: it finds its wiki in the address.
  const base = nav.dataset.base || location.pathname.match(/^(\/[^/]+){2}\/|$/)[0];
  const current = nav.dataset.path;
  const memory = `holt:${base}`;
  const fold = (path) => path.normalize().toLowerCase();
  const urlOf = (path) => base + (path === 'Home' ? '' : path.split('/').map(encodeURIComponent).join('/'));
  const append = (parent, name) => parent.appendChild(document.createElement(name));
  let saved = {};
  try {
    saved = JSON.parse(sessionStorage[memory]);
  } catch {
    // Nothing kept yet, or storage is off.
  }
  const opened = saved.opened || {};

  // Children of a folder are made when it is opened first: a wiki of thousands of pages costs no more than it shows.
  const list = (parent, items, prefix) => {
    const ul = append(parent, 'ul');
    for (const item of items) {
      const [name, title, children] = [].concat(item);
      const path = prefix + name;
      const label = title && title !== 1 ? title : name.replaceAll('_', ' ');
      const li = append(ul, 'li');
      const button = children && append(li, 'button');
      if (!children || title) {
        const a = append(li, 'a');
        a.href = urlOf(path);
        a.textContent = label;
        if (path === current) a.ariaCurrent = 'page';
      }
      if (children) {
        const show = (open) => {
          button.ariaExpanded = open;
          if (open && li.lastChild.tagName !== 'UL') list(li, children, `${path}/`);
        };
        button[title ? 'ariaLabel' : 'textContent'] = label;
        button.onclick = () => {
          opened[path] = button.ariaExpanded !== 'true';
          show(opened[path]);
        };
        show(opened[path] ?? `${current}/`.startsWith(`${path}/`));
      }
    }
  };

  const markLinks = (pages) => {
    const exact = new Set();
    const byPath = new Map();
    const byName = new Map();
    const collect = (items, prefix) => {
      for (const item of items) {
        const [name, title, children] = [].concat(item);
        const path = prefix + name;
        if (!children || title) {
          exact.add(path);
          byPath.set(fold(path), path);
          // Of two pages with one name, neither: the page at that address lists both.
          byName.set(fold(name), byName.has(fold(name)) ? '' : path);
        }
        if (children) collect(children, `${path}/`);
      }
    };
    collect(pages, '');
    for (const a of document.querySelectorAll(`.content a[href^="${base}"]`)) {
      const path = decodeURIComponent(a.pathname.slice(base.length));
      if (!path || path.startsWith('-/') || exact.has(path)) continue;
      const found = byPath.get(fold(path)) ?? byName.get(fold(path));
      if (found) a.pathname = urlOf(found);
      else if (found === undefined) a.classList.add('missing');
    }
  };

  const draw = (text) => {
    const { pages } = JSON.parse(text);
    nav.querySelector('ul')?.remove();
    list(nav, pages, '');
    markLinks(pages);
  };

  if (!base) return;
  fetch(`${base}-/sidebar.json`)
    .then((response) => (response.ok ? response.text() : ''))
    .then((text) => {
      if (!text) return;
      draw(text);
      const link = nav.querySelector('[aria-current]');
      nav.scrollTop = saved.top ?? (link ? link.offsetTop - nav.clientHeight / 2 : 0);
      addEventListener('pagehide', () => {
        try {
          sessionStorage[memory] = JSON.stringify({ opened, top: nav.scrollTop });
        } catch {
          // Storage is off or full: the next page begins as new.
        }
      });
    })
    // Offline or refused: the link to the index is in its place.
    .catch(() => {});
})();
