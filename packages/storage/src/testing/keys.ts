/** Keys that every object store takes. */
export const VALID_KEYS: readonly string[] = [
  'a',
  'fragments/o/w/pages/Home.html',
  'with space',
  '-dash/..dots/...',
  '.hidden',
  'quote"back\\slash%2f?*:<>|',
  'é/日本語/😀',
  '__proto__/constructor',
  'a.obj',
  'x'.repeat(250),
  `${'é'.repeat(125)}/b`,
  `${'x'.repeat(250)}/`.repeat(4) + 'y'.repeat(20),
];

/** Keys that every object store refuses. */
export const INVALID_KEYS: readonly string[] = [
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  '../a',
  'a/../b',
  'a/./b',
  'a/..',
  'line\nbreak',
  'nul\u0000',
  'delete\u007f',
  'c1\u0085',
  'half\ud800surrogate',
  'x'.repeat(251),
  'é'.repeat(126),
  `${'x'.repeat(250)}/`.repeat(4) + 'y'.repeat(21),
];
