import { describe, expect, it } from 'vitest';
import { foldText } from './fold-text.ts';

describe('a folded text', () => {
  it.each([
    ['Café CAFE\u0301', 'cafe cafe'],
    ['ΣΟΦΌΣ σοφός', 'σοφοσ σοφοσ'],
    ['İstanbul', 'istanbul'],
    ['ﬁle ①', 'file 1'],
    ['Straße Ørsted ŁÓDŹ Æther ılık', 'strasse orsted lodz aether ilik'],
    ['한', '\u1112\u1161\u11ab'],
    ['\u0344\u0301x', 'x'],
  ])('of %j is %j', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('takes linear time, also of a long run of combining marks', () => {
    const marks = `x ${'\u0315'.repeat(250_000)}${'\u0300'.repeat(250_000)}`;
    const before = process.cpuUsage();
    expect(foldText(marks)).toBe('x ');
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
  });
});
