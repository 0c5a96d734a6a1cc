/** Of words that are made up. */
export const SYLLABLES = [
  'ka',
  'lo',
  'mi',
  'ren',
  'sut',
  'va',
  'dor',
  'ni',
  'pel',
  'ga',
  'tho',
  'wi',
  'bar',
  'se',
  'ul',
  'fen',
];
