/** The same numbers from the same seed: `next(n)` is one of 0..n-1. */
export function seededNumbers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  // The constants of Numerical Recipes' linear congruential generator; the high bits are the good ones.
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

type Next = (limit: number) => number;

const NAME = [...'abcz09-'];
const CHARACTERS = [..."aZ09._-~!'()@&=+$,;{}`éßΩ字😀𝒳"];
const HOSTILE = [
  ...[
    '/',
    '//',
    '.',
    '..',
    '../',
    '/./',
    '-',
    '/-/',
    '%',
    '%2',
    '%2e',
    '%2E%2e',
    '%2f',
    '%5c',
    '\\',
    '%00',
    '%25',
    '%252e',
  ],
  ...[
    '%c0%ae',
    '%ed%a0%80',
    '%E2%80%AE',
    '%C3%A9',
    '%20',
    '+',
    ';',
    '?',
    '#',
    ' ',
    '\u0000',
    '\u00e9',
    '.md',
    '.MD',
    '.git',
  ],
  ...[
    'git',
    'control',
    'assets',
    'mcp',
    'api',
    'auth',
    'www',
    '.well-known',
    'fragments',
    'HEAD',
    'info/refs',
    'me',
    'notes',
  ],
  ...['files', 'sidebar.json', 'Home', 'Home.md', '/me/notes/', '/me/notes.git/', '/me/notes/-/', '/you/other/'],
];

const STARTS = [
  '/',
  '/me/notes/',
  '/me/notes/Home',
  '/me/notes/-/',
  '/me/notes/-/files/',
  '/me/notes.git/',
  '/assets/',
];

/** An owner or a wiki's name. */
export function randomName(next: Next): string {
  const name = Array.from({ length: 1 + next(12) }, () => NAME[next(NAME.length)]).join('');
  return name.replace(/^-/, 'a').replace(/-$/, 'b');
}

/** A legal page path. */
export function randomPagePath(next: Next): string {
  const segments = Array.from({ length: 1 + next(4) }, () => {
    const segment = Array.from({ length: 1 + next(10) }, () => CHARACTERS[next(CHARACTERS.length)]).join('');
    return segment.replace(/^\./, '_').replace(/\.$/, '_');
  });
  return segments.join('/').replace(/^-/, '_');
}

/** The path of a URL as an attacker might write it. */
export function randomHostileUrl(next: Next): string {
  const start = STARTS[next(STARTS.length)];
  return start + Array.from({ length: 1 + next(5) }, () => HOSTILE[next(HOSTILE.length)]).join('');
}
