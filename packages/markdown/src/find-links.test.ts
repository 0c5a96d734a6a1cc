import { expect, test } from 'vitest';
import { findLinks } from './find-links.ts';

test('every form of link is found, with its place', () => {
  const markdown = [
    '---',
    'title: x',
    '---',
    'A [page](../Other.md#Part) and [[Wiki Page#A Part|label]].',
    '![image](den.png) ![[photo.png]] ![[Some Page]]',
    '[ref][r] https://example.com [here](#Part)',
    '',
    '[r]: paper.pdf',
  ].join('\r\n');
  expect(findLinks(markdown, 'folder/Page')).toEqual([
    { kind: 'page', target: 'Other', fragment: 'part', text: 'page', line: 4, column: 3, form: 'markdown' },
    { kind: 'page', target: 'Wiki_Page', fragment: 'a-part', text: 'label', line: 4, column: 32, form: 'wiki' },
    { kind: 'file', target: 'folder/den.png', text: 'image', line: 5, column: 1, form: 'image' },
    { kind: 'file', target: 'photo.png', text: 'photo.png', line: 5, column: 19, form: 'image' },
    { kind: 'page', target: 'Some_Page', text: 'Some Page', line: 5, column: 34, form: 'wiki' },
    { kind: 'file', target: 'folder/paper.pdf', text: 'ref', line: 6, column: 1, form: 'markdown' },
    {
      kind: 'external',
      target: 'https://example.com',
      text: 'https://example.com',
      line: 6,
      column: 10,
      form: 'markdown',
    },
    { kind: 'fragment', target: 'folder/Page', fragment: 'part', text: 'here', line: 6, column: 30, form: 'markdown' },
  ]);
});

test('code, escapes and forbidden schemes hold no links', () => {
  expect(findLinks('`[a](b)` \\[[c]] [d](javascript:x)\n\n    [[e]]\n', 'Page')).toEqual([]);
});

test('a path that can be no page is listed as it is, to show among the broken', () => {
  expect(findLinks('[a](<b|c.md>)', 'Page')).toMatchObject([{ kind: 'page', target: 'b|c' }]);
});

test('a page that is shown as plain text has none', () => {
  expect(findLinks(`[[a]]\n\n${'> '.repeat(100)}`, 'Page')).toEqual([]);
});

test("a space in a file's or folder's name is _ in its address", () => {
  expect(findLinks('[a](My%20Folder/a%20b.md) ![c](<My Folder/c d.png>)', 'Page')).toMatchObject([
    { kind: 'page', target: 'My_Folder/a_b' },
    { kind: 'file', target: 'My_Folder/c_d.png' },
  ]);
});
