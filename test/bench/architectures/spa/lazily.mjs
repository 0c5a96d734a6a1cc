// Stands in for the renderer's `load-lazily.cjs`, whose synchronous loading a browser hasn't. What a page lacks is noted; the
// renderer goes on without it, and the page is rendered once more when it has come.
const loaded = {};
const missing = new Set();

const PARTS = {
  highlighter: async () => (await import('../../../../packages/markdown/src/highlighter.ts')).highlighter,
  temml: async () => {
    const module = await import('virtual:temml');
    return module.default ?? module;
  },
  drawer: async () => (await import('../../../../packages/markdown/src/mermaid-drawer.ts')).drawMermaid,
};

const take = (name) => {
  if (loaded[name] === undefined) {
    missing.add(name);
    throw new Error(`${name} has not been loaded yet.`);
  }
  return loaded[name];
};

export const loadHighlighter = () => take('highlighter');
export const loadTemml = () => take('temml');
export const loadDrawer = () => take('drawer');

/** Fetches what the last rendering lacked. Answers whether there was any. */
export const fetchMissing = async () => {
  const names = [...missing];
  missing.clear();
  await Promise.all(
    names.map(async (name) => {
      loaded[name] = await PARTS[name]();
    }),
  );
  return names.length > 0;
};
