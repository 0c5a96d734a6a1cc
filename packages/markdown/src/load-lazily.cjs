// CommonJS, because only `require` loads a module within a synchronous call, and because bundlers see it and keep what it
// loads apart until then. https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
exports.loadHighlighter = () => {
  const { highlighter } = require('./highlighter.ts');
  return highlighter;
};
exports.loadTemml = () => require('temml');
exports.loadDrawer = () => {
  const { drawMermaid } = require('./mermaid-drawer.ts');
  return drawMermaid;
};
