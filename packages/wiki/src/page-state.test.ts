import { expect, it } from 'vitest';
import { encodePageState, type PageState, parsePageState } from './page-state.ts';

const facts = (digit: string) => ({
  oid: digit.repeat(40),
  generation: Number(digit),
  authorName: 'Ada',
  date: '2026-01-02T03:04:05.000Z',
  subject: `Change ${digit}`,
});
const [one, two] = [facts('1'), { ...facts('2'), agent: 'claude-code' }];
const state: PageState = {
  path: 'A/B',
  generation: 2,
  version: 'c'.repeat(40),
  count: 2,
  changes: [
    { ...two, kind: 'modified', version: 'c'.repeat(40) },
    { ...one, kind: 'added', version: 'b'.repeat(40) },
  ],
  text: 'c'.repeat(40),
  blame: [
    [1, one],
    [2, two],
    [3, one],
  ],
  links: ['C', 'D'],
};

it('comes back as it was, and always as the same bytes', () => {
  const json = encodePageState(state);
  const read = parsePageState(json, 'A/B');
  expect(read).toEqual(state);
  expect(encodePageState(read as PageState)).toBe(json);
});

it('names each commit once, however many runs of lines it has', () => {
  expect(encodePageState(state).match(/"subject":"Change 1"/g)).toHaveLength(2);
});

it('gives runs of one commit one owner, so that they can be joined', () => {
  const read = parsePageState(encodePageState(state), 'A/B');
  expect(read?.blame[0]?.[1]).toBe(read?.blame[2]?.[1]);
});

it.each([
  ['garbage', 'garbage'],
  ['another object', '{"pages":[]}'],
  ["another page's", encodePageState({ ...state, path: 'A/C' })],
  ['one with fewer changes than it counts', encodePageState({ ...state, count: 5 })],
  ['one whose lines are of no commit', encodePageState(state).replace('[1,0]', '[1,7]')],
])('takes %s for no state', (_what, json) => {
  expect(parsePageState(json, 'A/B')).toBeUndefined();
});
