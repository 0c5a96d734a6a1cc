import { describe, expect, test } from 'vitest';
import { checkFilePath, checkPagePath, checkWikiId, foldPath, toPagePath } from './index.js';

describe('the rule for paths', () => {
  test.each([
    'Home',
    'Design/Platform_Overview',
    'v1.2',
    'a-b',
    'a/-',
    'Café',
    '日本語/ページ',
    '😀',
    "it's_(a)_test!,;=&+@$~",
    'a'.repeat(240),
    'é'.repeat(120),
    '😀'.repeat(60),
    'md',
    'x.mdx',
    '.github/pull_request_template',
  ])('%s may be a page', (path) => {
    expect(checkPagePath(path)).toBe('');
    expect(checkFilePath(path)).toBe('');
  });

  test.each([
    ['', 'empty'],
    ['a'.repeat(241), '240 bytes'],
    ['é'.repeat(121), '240 bytes'],
    ['😀'.repeat(61), '240 bytes'],
    ['/a', 'empty segment'],
    ['a/', 'empty segment'],
    ['a//b', 'empty segment'],
    ['.', '"."'],
    ['..', '"."'],
    ['a/../b', '"."'],
    ['.git/config', 'git'],
    ['a/.GitModules', 'git'],
    ['git~1/a', 'git'],
    ['a/..;', '"."'],
    ['a/...b', '"."'],
    ['a/.-b', '"."'],
    ['a.', '"."'],
    ['a./b', '"."'],
    ['-', '"-"'],
    ['-a/b', '"-"'],
    ['a\u0000b', 'invisible'],
    ['a\tb', 'invisible'],
    ['a\nb', 'invisible'],
    ['a\u007fb', 'invisible'],
    ['a\u0085b', 'invisible'],
    ['a\u061cb', 'invisible'],
    ['a\u200bb', 'invisible'],
    ['a\u200fb', 'invisible'],
    ['a\u2028b', 'invisible'],
    ['a\u202eb', 'invisible'],
    ['a\u2060b', 'invisible'],
    ['a\u2069b', 'invisible'],
    ['\ufeffa', 'invisible'],
    ['cafe\u0301', 'NFC'],
    ['a\ud800b', 'surrogate'],
    ['a\udc00', 'surrogate'],
    ['Home.md', '".md"'],
    ['Home.MD', '".md"'],
    ...[...'\\:*?"<>|#^[]%'].map((character): [string, string] => [`a${character}b`, 'characters']),
  ])('%j may be neither page nor file', (path, reason) => {
    expect(checkPagePath(path)).toContain(reason);
    expect(checkFilePath(path)).toContain(reason);
  });

  test('a file may have spaces inside a segment, a page may not', () => {
    expect(checkFilePath('my images/a b.png')).toBe('');
    expect(checkPagePath('my images/a b')).toContain('"_"');
    expect(checkFilePath(' a')).toContain('space');
    expect(checkFilePath('a /b')).toContain('space');
  });
});

describe('the rule for wiki ids', () => {
  test.each(['me/notes', 'a/b', '1/2', 'a-b/c--d', `${'o'.repeat(39)}/${'w'.repeat(39)}`, 'me/git', 'me/assets'])(
    '%s is one',
    (id) => expect(checkWikiId(id)).toBe(''),
  );

  test.each([
    ['notes', 'one slash'],
    ['', 'one slash'],
    ['me/notes/x', 'one slash'],
    ['me/', '1 to 39'],
    ['/notes', '1 to 39'],
    ['Me/notes', '1 to 39'],
    ['me/no_tes', '1 to 39'],
    ['me/notes.git', '1 to 39'],
    ['-me/notes', '1 to 39'],
    ['me-/notes', '1 to 39'],
    ['me/notes\n', '1 to 39'],
    [`${'o'.repeat(40)}/notes`, '1 to 39'],
    ...['assets', 'mcp', 'api', 'auth', 'git', 'fragments', 'control', 'www'].map((owner): [string, string] => [
      `${owner}/notes`,
      owner,
    ]),
  ])('%j is none', (id, reason) => expect(checkWikiId(id)).toContain(reason));
});

describe('forms of paths', () => {
  test('the page path of a file has _ for spaces and is in form NFC', () => {
    expect(toPagePath('Getting started/cafe\u0301 au lait')).toBe('Getting_started/café_au_lait');
  });

  test.each([
    ['Home', 'HOME'],
    ['café', 'CAFE\u0301'],
    ['straße', 'STRASSE'],
    ['straße', 'STRAẞE'],
    ['ΟΔΟΣ', 'οδος'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['ᾳ', 'ᾼ'],
    ['ﬁ', 'FI'],
    ['Å', 'å'],
    ['İ', 'i\u0307'],
    ['ǰ', 'J\u030c'],
  ])('%s and %s fold alike', (one, other) => {
    expect(foldPath(one)).toBe(foldPath(other));
  });

  test.each([
    ['a', 'b'],
    ['e', 'é'],
    ['a/b', 'a_b'],
  ])('%s and %s fold apart', (one, other) => {
    expect(foldPath(one)).not.toBe(foldPath(other));
  });
});
