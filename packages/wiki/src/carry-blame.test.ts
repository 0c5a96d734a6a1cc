import { createPatch } from '@holt/git';
import { seededRandom } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { carryBlame, type LineRun, linesOf } from './carry-blame.ts';

/** Each line with its owner's name before it. */
function show(text: string, runs: readonly LineRun<string>[]): string[] {
  const owners = runs.flatMap(([count, owner]) => Array.from({ length: count }, () => owner));
  expect(owners).toHaveLength(linesOf(text).length);
  return linesOf(text).map((line, index) => `${owners[index]} ${line.trimEnd()}`);
}

/** The owners of a text's lines after versions by a, b, c, … */
function blameOf(...versions: string[]): { text: string; runs: LineRun<string>[] } {
  let state: { text: string; runs: LineRun<string>[] } | undefined;
  for (const [index, text] of versions.entries()) {
    state = { text, runs: carryBlame(state, text, 'abcdefgh'[index] as string) };
  }
  return state as { text: string; runs: LineRun<string>[] };
}

describe('carrying the owners of lines over a change', () => {
  it.each<[what: string, versions: string[], lines: string[]]>([
    ['all lines of a first text are its own', ['x\ny\n'], ['a x', 'a y']],
    ['a line that changed is the change’s', ['x\ny\nz\n', 'x\nY\nz\n'], ['a x', 'b Y', 'a z']],
    ['a line that goes leaves the others as they are', ['x\ny\nz\n', 'x\nz\n'], ['a x', 'a z']],
    [
      'lines between others are found',
      ['1\n2\n3\n4\n', '0\n1\n2\nnew\n3\n5\n'],
      ['b 0', 'a 1', 'a 2', 'b new', 'a 3', 'b 5'],
    ],
    ['a line that comes back is new', ['x\ny\n', 'x\n', 'x\ny\n'], ['a x', 'c y']],
    ['a last line that gets an end is changed, as for git', ['x\ny', 'x\ny\n'], ['a x', 'b y']],
    ['an emptied text has no lines', ['x\n', ''], []],
    ['a text after an empty one is new', ['x\n', '', 'x\n'], ['c x']],
    ['the same text leaves all as it was', ['x\ny\n', 'x\nz\n', 'x\nz\n'], ['a x', 'b z']],
  ])('%s', (_what, versions, lines) => {
    const { text, runs } = blameOf(...versions);
    expect(show(text, runs)).toEqual(lines);
  });

  it('joins neighbours of one owner', () => {
    expect(blameOf('x\ny\nz\n', 'x\nz\n').runs).toEqual([[2, 'a']]);
  });

  it('gives the middle to the change when the texts have very little in common', () => {
    const many = (from: number) => Array.from({ length: 3000 }, (_, i) => `${from + i * 2}\n`).join('');
    const { text, runs } = blameOf(
      `first\n${many(0)}same\n${many(1)}last\n`,
      `first\n${many(10_001)}same\n${many(20_000)}last\n`,
    );
    expect(linesOf(text)).toHaveLength(6003);
    expect(runs).toEqual([
      [1, 'a'],
      [6001, 'b'],
      [1, 'a'],
    ]);
  });

  it('does not look at the lines of a text that is too large', () => {
    const large = `x\n${'y'.repeat(256 * 1024)}\n`;
    expect(blameOf('x\n', large).runs).toEqual([[2, 'b']]);
    expect(blameOf(large, 'x\n').runs).toEqual([[1, 'a']]);
    expect(blameOf('x\n', 'x\n'.repeat(20_001)).runs).toEqual([[20_001, 'b']]);
  });

  it.each([1, 2, 3])('keeps the owners of exactly so many lines as a shortest patch leaves (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const pick = (below: number) => (random.bytes(1)[0] as number) % below;
    let text = Array.from({ length: 30 }, () => `${pick(9)}\n`).join('');
    for (let step = 0; step < 20; step++) {
      const lines = linesOf(text);
      for (let change = 0; change < 4; change++) {
        const added = Array.from({ length: pick(3) }, () => `${pick(9)}\n`);
        lines.splice(pick(lines.length + 1), pick(3), ...added);
      }
      const next = lines.join('');
      const runs = carryBlame({ text, runs: carryBlame<string>(undefined, text, 'old') }, next, 'new');
      const isNew = runs.reduce((sum, [count, owner]) => sum + (owner === 'new' ? count : 0), 0);
      const file = { path: 'page', old: Buffer.from(text), new: Buffer.from(next) };
      const added = (await createPatch([file])).split('\n').filter((line) => /^\+(?!\+\+)/.test(line)).length;
      expect(isNew).toBe(added);
      text = next;
    }
  });
});
