import { expect, test } from 'vitest';
import { decodePerson, encodePerson } from './person.ts';
import { createRealGit } from './testing/real-git.ts';

const ADA = { name: 'Ada', email: 'ada@example.org', timestampSeconds: 1_700_000_000, timezoneOffsetMinutes: 0 };

test.each([
  ['Ada Lovelace', 'ada@example.org'],
  ['  spaces at the ends ', ' ada@example.org '],
  ['new\nline', 'new\nline@example.org'],
  ['<script>', '<ada@example.org>'],
  ['Eve <root@example.org> 0 +0000', 'a>b<c'],
  ['"quoted"', '"quoted"'],
  ["'Ada'", "'ada'"],
  [',;:back\\slash\\', ';ada,'],
  ['Zoë 漢字 😀', 'zoë@exämple.org'],
  ['tab\there', 'tab\t'],
  ['carriage\rreturn\r\n', 'x\r'],
  ['\u0001control\u001f', 'a\u0002b'],
  ['no email', ''],
])('name %j and email %j are cleaned as git cleans them', (name, email) => {
  const git = createRealGit();
  const env = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: '1700000000 +0000' };
  const expected = git.text(['var', 'GIT_AUTHOR_IDENT'], { env });
  expect(encodePerson({ ...ADA, name, email }, 'author')).toBe(expected);
});

test('a name keeps its last full stop, and loses NUL characters that git can hold nowhere', () => {
  expect(encodePerson({ ...ADA, name: '\0Sammy\0 Jr.' }, 'author')).toBe(
    'Sammy Jr. <ada@example.org> 1700000000 +0000',
  );
});

test.each(['', ' ', '<>', '\n', '":;,\\'])('the name %j, of which nothing is left, is refused', (name) => {
  expect(() => encodePerson({ ...ADA, name }, 'committer')).toThrow(
    expect.objectContaining({ code: 'invalid-commit', message: expect.stringContaining("The committer's name") }),
  );
});

test.each([
  [0, '+0000'],
  [-0, '-0000'],
  [60, '+0100'],
  [-300, '-0500'],
  [330, '+0530'],
  [-210, '-0330'],
  [345, '+0545'],
  [840, '+1400'],
  [-1, '-0001'],
])('an offset of %d minutes is written %s and read again', (timezoneOffsetMinutes, text) => {
  const line = encodePerson({ ...ADA, timezoneOffsetMinutes }, 'author');
  expect(line).toBe(`Ada <ada@example.org> 1700000000 ${text}`);
  expect(decodePerson(line)).toEqual({ ...ADA, timezoneOffsetMinutes });
});

test.each([
  { timestampSeconds: -1 },
  { timestampSeconds: 1.5 },
  { timestampSeconds: Number.NaN },
  { timezoneOffsetMinutes: 0.5 },
  { timezoneOffsetMinutes: 6000 },
  { timezoneOffsetMinutes: Number.NaN },
])('%o is a mistake of the caller', (time) => {
  expect(() => encodePerson({ ...ADA, ...time }, 'author')).toThrow(TypeError);
});

test('odd lines that other tools have written are read', () => {
  expect(decodePerson('<> 0 +0000')).toMatchObject({ name: '', email: '', timestampSeconds: 0 });
  expect(decodePerson('A<b>c <d> 12 +0000')).toMatchObject({ name: 'A', email: 'b>c <d', timestampSeconds: 12 });
  expect(decodePerson('A <a> 1 +051800')).toMatchObject({ timezoneOffsetMinutes: 518 * 60 });
});

test.each(['', 'Ada', 'Ada <ada>', 'Ada <ada> x +0000', 'Ada <ada> 1', 'Ada ada> 1 +0000', 'Ada <ada> 1 0000'])(
  '%j is no person',
  (text) => {
    expect(decodePerson(text)).toBeUndefined();
  },
);
