/** Elements that raw HTML in a page may use. The sanitizer allows these and what Markdown itself makes. */
export const ALLOWED_ELEMENTS: ReadonlySet<string> = new Set(
  `a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure
  h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub summary sup
  table tbody td tfoot th thead time tr tt u ul var wbr`.split(/\s+/),
);

/** Elements that go, while what they contain stays: they only arrange or style. */
export const UNWRAPPED_ELEMENTS: ReadonlySet<string> = new Set(
  'address article aside big body center font footer header hgroup html main nav nobr picture section source'.split(
    ' ',
  ),
);

export const VOID_ELEMENTS: ReadonlySet<string> = new Set(['br', 'col', 'hr', 'img', 'source', 'wbr']);

const FLOW = 'blockquote details div dl figure h1 h2 h3 h4 h5 h6 hr ol p pre table ul'.split(' ');

interface EndRule {
  ends: readonly string[];
  within: readonly string[];
}

/** Which open elements a start tag ends, and which elements it can't reach out of (HTML's optional end tags). */
export const IMPLIED_END: ReadonlyMap<string, EndRule> = new Map<string, EndRule>([
  ...FLOW.map(
    (name) => [name, { ends: ['p'], within: ['td', 'th', 'li', 'dd', 'details', 'div', 'blockquote'] }] as const,
  ),
  ['li', { ends: ['li', 'p'], within: ['ul', 'ol'] }],
  ['dt', { ends: ['dt', 'dd', 'p'], within: ['dl'] }],
  ['dd', { ends: ['dt', 'dd', 'p'], within: ['dl'] }],
  ['td', { ends: ['td', 'th', 'p'], within: ['tr', 'table'] }],
  ['th', { ends: ['td', 'th', 'p'], within: ['tr', 'table'] }],
  ['tr', { ends: ['tr', 'td', 'th', 'p'], within: ['table'] }],
  ...['tbody', 'thead', 'tfoot'].map(
    (name) => [name, { ends: ['tbody', 'thead', 'tfoot', 'tr', 'td', 'th', 'p'], within: ['table'] }] as const,
  ),
]);
