import { expect, it } from 'vitest';
import { plainText } from './plain-text.ts';

it('takes the power over a terminal out of a text, and leaves the rest', () => {
  expect(plainText('\u001b[31mred\u0007 \u202egnp.exe\u009b2J')).toBe('\ufffd[31mred\ufffd \ufffdgnp.exe\ufffd2J');
  expect(plainText('Größe\t→\t日本\n👩‍🚀\n')).toBe('Größe\t→\t日本\n👩‍🚀\n');
});
