import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { showHidden, unshowHidden } from './show-hidden.ts';

const SEED = 20_261_120;

/** What the marks are made of, what is hidden, what hides it, and what is neither. */
const PIECES = [
  ...['⟦U+', '200B⟧', '⟦U+200B⟧', '⟦U+27E6⟧', '⟦U+E0041⟧', '⟦U+0041⟧', '⟦U+0000⟧', '⟦U+D83D⟧'],
  ...['⟦', '⟧', 'U+', 'U', '+', '200B', '27E6', '0041', '10FFFF', '110000', 'D800', 'FFFF'],
  ...[
    '\u200b',
    '\u200c',
    '\u200d',
    '\u202e',
    '\ufeff',
    '\ufe0f',
    '\u{e0041}',
    '\u{e007f}',
    '\u00ad',
    '\u0000',
    '\u009b',
  ],
  ...['\n', '\r', '\r\n', '\t', ' ', 'a', '1', 'ü', 'م', 'क', '्', '👩', '🏽', '❤', '🏴', '\u20e3', '\ud83d', '\udc69'],
];

const texts = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.nat({ max: 0xffff }), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
);

describe('hidden characters', () => {
  it(`are taken back as they were, whatever the text (seed ${SEED})`, () => {
    const property = fc.property(texts, (text) => {
      expect(unshowHidden(showHidden(text).text)).toBe(text);
    });
    fc.assert(property, { seed: SEED, numRuns: 20_000 });
  });

  it.each([
    ['a space without width', 'a\u200bb', 'a⟦U+200B⟧b'],
    ['marks that turn the direction', 'x\u202ey\u2066z', 'x⟦U+202E⟧y⟦U+2066⟧z'],
    ['tag characters, which spell a text', 'a\u{e0068}\u{e0069}', 'a⟦U+E0068⟧⟦U+E0069⟧'],
    ['tag characters after an emoji', '👍\u{e0068}\u{e0069}', '👍⟦U+E0068⟧⟦U+E0069⟧'],
    ['variation selectors that carry data', '😀\ufe0f\ufe01\u{e0101}', '😀\ufe0f⟦U+FE01⟧⟦U+E0101⟧'],
    ['a variation selector after a letter', 'a\ufe0f', 'a⟦U+FE0F⟧'],
    ['control characters', '\u001b[31m\u0000\u007f\u0085', '⟦U+001B⟧[31m⟦U+0000⟧⟦U+007F⟧⟦U+0085⟧'],
    ['a return that overwrites a line', 'a\rb', 'a⟦U+000D⟧b'],
    ['soft hyphens and fillers', 'a\u00adb\u3164\u115f', 'a⟦U+00AD⟧b⟦U+3164⟧⟦U+115F⟧'],
    ['a joiner between Latin letters', 'a\u200db\u200cc', 'a⟦U+200D⟧b⟦U+200C⟧c'],
    ['joiners in a row', 'م\u200c\u200c\u200dم', 'م⟦U+200C⟧⟦U+200C⟧⟦U+200D⟧م'],
    ['a joiner after an emoji that joins nothing', '👩\u200d.', '👩⟦U+200D⟧.'],
    ['separators of lines and paragraphs', 'a\u2028b\u2029', 'a⟦U+2028⟧b⟦U+2029⟧'],
    ['a byte order mark within', 'a\ufeffb', 'a⟦U+FEFF⟧b'],
    ['what looks like a mark', '⟦U+200B⟧', '⟦U+27E6⟧U+200B⟧'],
  ])('are shown: %s', (_what, text, shown) => {
    expect(showHidden(text).text).toBe(shown);
    expect(unshowHidden(shown)).toBe(text);
  });

  it.each([
    ['tabs and both line ends', 'a\tb\nc\r\n'],
    ['a family, a profession, a flag of colours', '👨‍👩‍👧 👩🏽‍💻 🏳️‍🌈 ❤️‍🔥'],
    ['emoji and text styles', '❤️ ☎︎ ✌🏽'],
    ['a keycap', '1️⃣ #️⃣'],
    ['flags of regions', '🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
    ['Persian', 'می‌خواهم'],
    ['Hindi and Malayalam', 'क्‍ष ന്‍'],
    ['Hebrew and Arabic without marks', 'שלום مرحبا'],
    ['a byte order mark at the beginning', '\ufeff# Title'],
    ['brackets that begin no mark', '⟦1⟧ ⟦U⟧ ⟦'],
    ['spaces that have a width', 'a\u00a0b\u2009c\u3000d'],
  ])('stay where they do their work: %s', (_what, text) => {
    expect(showHidden(text)).toEqual({ text, notes: [] });
  });

  it('are noted by line, each kind with its number', () => {
    const { notes } = showHidden('a\u200b\u200b\u202e\n\nb\r\nc\u200b ⟦U+\n');
    expect(notes).toEqual([
      { line: 1, text: 'hidden characters: U+200B ×2, U+202E' },
      { line: 4, text: 'hidden characters: U+200B' },
    ]);
  });

  it('are noted on at most 50 lines, and shown on all', () => {
    const { text, notes } = showHidden('\u200b\n'.repeat(60));
    expect(notes).toHaveLength(50);
    expect(text).toBe('⟦U+200B⟧\n'.repeat(60));
  });

  it.each([
    ['of a character that is seen', '⟦U+0041⟧'],
    ['of no character', '⟦U+110000⟧'],
    ['of half a character', '⟦U+D800⟧'],
    ['with zeros too many', '⟦U+00200B⟧'],
    ['in small letters', '⟦U+200b⟧'],
    ['without its end', '⟦U+200B'],
  ])('are not taken from a mark %s', (_what, text) => {
    expect(unshowHidden(`a${text}b`)).toBe(`a${text}b`);
  });

  it('cost time in proportion to the text', () => {
    // Each took seconds when a line was looked for, or an emoji tried, at every character.
    for (const piece of ['\u200b', '👩\u200d', 'ab⟦ ', 'م\u200c']) {
      const text = piece.repeat((1024 * 1024) / Buffer.byteLength(piece));
      const begin = process.cpuUsage();
      showHidden(text);
      expect(process.cpuUsage(begin).user).toBeLessThan(2_000_000);
    }
  });
});
