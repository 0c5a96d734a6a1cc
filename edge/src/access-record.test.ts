import { expect, test } from 'vitest';
import { type AccessRecord, checkAccessRecord, encodeAccessRecord, parseAccessRecord } from './index.js';

const record = (changes: object = {}) => ({ public: false, rules: [], since: 0, ...changes }) as AccessRecord;

test.each([
  record(),
  record({ public: true, since: 1_800_000_000 }),
  record({
    rules: [
      ['Team', 'owner'],
      ['Zoë_😀/x', 'public'],
    ],
  }),
])('%o comes back as it was stored', (value) => {
  expect(checkAccessRecord(value)).toBe('');
  expect(parseAccessRecord(encodeAccessRecord(value))).toEqual(value);
});

test.each([
  '',
  '1',
  'true',
  'null',
  '[]',
  '{}',
  '{"public":true}',
  '{"public":1,"rules":[],"since":0}',
  '{"public":true,"rules":{},"since":0}',
  '{"public":true,"rules":[],"since":"0"}',
  '{"public":true,"rules":[],"since":0.5}',
  '{"public":true,"rules":[],"since":-1}',
  '{"public":true,"rules":[["a"]],"since":0}',
  '{"public":true,"rules":[["a","admin"]],"since":0}',
  '{"public":true,"rules":[[1,"owner"]],"since":0}',
  '{"public":true,"rules":["owner"],"since":0}',
  '{"public":true,"rules":[],"since":0',
])('%s is no record', (text) => expect(parseAccessRecord(text)).toBeUndefined());

test.each<[string, AccessRecord, string]>([
  ['an illegal path', record({ rules: [['a//b', 'owner']] }), 'single slashes'],
  ['a path in another Unicode form', record({ rules: [['cafe\u0301', 'owner']] }), 'NFC'],
  [
    'a path twice',
    record({
      rules: [
        ['a', 'owner'],
        ['a', 'reader'],
      ],
    }),
    'two rules for "a"',
  ],
  ['an unknown level', record({ rules: [['a', 'admin']] }), 'one of public, reader, editor, owner'],
  [
    'more than a value may hold',
    record({ rules: Array.from({ length: 80 }, (_, i) => [`Page_${i}`, 'owner']) }),
    '1,024',
  ],
])('%s is told', (_case, value, sentence) => expect(checkAccessRecord(value)).toContain(sentence));

test('the longest record that may be stored has 1,024 bytes', () => {
  const withPaths = (last: string) =>
    record({ rules: ['é'.repeat(120), 'ü'.repeat(120), 'a'.repeat(240), last].map((path) => [path, 'owner']) });
  const room = 1024 - Buffer.byteLength(encodeAccessRecord(withPaths('')));
  expect(checkAccessRecord(withPaths('b'.repeat(room)))).toBe('');
  expect(checkAccessRecord(withPaths('b'.repeat(room + 1)))).toContain('1,024');
});
