import { seededRandom } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { foldText, foldWithOffsets } from './fold-text.ts';

describe('a folded text', () => {
  it.each([
    ['Café CAFE\u0301', 'cafe cafe'],
    ['ΣΟΦΌΣ σοφός', 'σοφοσ σοφοσ'],
    ['İstanbul', 'istanbul'],
    ['ﬁle ①', 'file 1'],
    ['한', '\u1112\u1161\u11ab'],
    ['\u0344\u0301x', 'x'],
  ])('of %j is %j', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('takes linear time, also of a long run of combining marks', () => {
    const marks = `x ${'\u0315'.repeat(250_000)}${'\u0300'.repeat(250_000)}`;
    const before = process.cpuUsage();
    expect(foldText(marks)).toBe('x ');
    expect(foldWithOffsets(marks).folded).toBe('x ');
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
  });

  it('has single spaces, and tells of each unit which character it is of', () => {
    const seed = 5;
    const random = seededRandom(seed);
    const pieces = [
      'a',
      'B',
      ' ',
      '\n',
      '\t ',
      'é',
      'e\u0301',
      'ﬁ',
      '\ufdfa',
      '😀',
      'Σ',
      '\u00b4',
      '한',
      '\ud800',
      'İ',
    ];
    for (let run = 0; run < 100; run++) {
      const text = [...random.bytes(run * 7)].map((byte) => pieces[byte % pieces.length]).join('');
      const { folded, offsetOf } = foldWithOffsets(text);
      const what = `seed ${seed}, run ${run}: ${JSON.stringify(text)}`;
      expect(folded, what).toBe(foldText(text).replace(/\s+/g, ' ').replace(/^ /, ''));
      const offsets: number[] = [];
      let offset = 0;
      for (const character of text) {
        const units = foldText(character);
        const isLeftOut = units.trim() === '' && [undefined, ' '].includes(folded[offsets.length - 1]);
        offsets.push(...Array.from(isLeftOut ? '' : units.split(''), () => offset));
        offset += character.length;
      }
      offsets.push(text.length);
      expect(
        offsets.map((_, place) => offsetOf(place)),
        what,
      ).toEqual(offsets);
      expect(offsets, what).toHaveLength(folded.length + 1);
    }
  });
});
