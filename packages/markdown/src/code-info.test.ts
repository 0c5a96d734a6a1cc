import { expect, test } from 'vitest';
import { readCodeInfo } from './code-info.ts';

const none: [number, number][] = [];

test.each([
  ['', { language: '', title: '', marked: none }],
  ['TS', { language: 'ts', title: '', marked: none }],
  ['c++', { language: 'c++', title: '', marked: none }],
  ['python=', { language: 'python', title: '', firstNumber: 1, marked: none }],
  ['python=12', { language: 'python', title: '', firstNumber: 12, marked: none }],
  ['=', { language: '', title: '', firstNumber: 1, marked: none }],
  ['ts showLineNumbers', { language: 'ts', title: '', firstNumber: 1, marked: none }],
  ['ts showLineNumbers{5}', { language: 'ts', title: '', firstNumber: 5, marked: none }],
  ['ts showLineNumbers {5}', { language: 'ts', title: '', firstNumber: 1, marked: [[5, 5]] }],
  ['py linenums="7"', { language: 'py', title: '', firstNumber: 7, marked: none }],
  [
    'ts{1,3-5}',
    {
      language: 'ts',
      title: '',
      marked: [
        [1, 1],
        [3, 5],
      ],
    },
  ],
  ['ts {9-2} x', { language: 'ts', title: '', marked: [[9, 2]] }],
  [
    'py hl_lines="1 3-4"',
    {
      language: 'py',
      title: '',
      marked: [
        [1, 1],
        [3, 4],
      ],
    },
  ],
  ['ts title="a b.ts"', { language: 'ts', title: 'a b.ts', marked: none }],
  ["ts filename='a.ts' ln", { language: 'ts', title: 'a.ts', firstNumber: 1, marked: none }],
  ['ts title=a.ts', { language: 'ts', title: 'a.ts', marked: none }],
  ['title="x"', { language: 'title', title: 'x', marked: none }],
])('%j is understood', (info, expected) => {
  expect(readCodeInfo(info)).toEqual(expected);
});
