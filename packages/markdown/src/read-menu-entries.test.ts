import { expect, test } from 'vitest';
import { readMenuEntries } from './read-menu-entries.ts';

const WIKI = { owner: 'me', name: 'notes' };

test('headings and links are listed in order, with the addresses that the page itself has', () => {
  const markdown = [
    '---\ntitle: x\n---\n# Guides',
    '- [[Start]]\n- [[Design/Overview|The *design*]]\n  - [Deep](Design/Deep.md#part)\n- [Changes](/-/changes)',
    '## Elsewhere\n\n> [Site](https://example.com), <https://example.org> [ref][r] [here](#x)',
    '### [[Linked_Heading]] and text\n\n<b>[Raw](a)</b> ![image](a.png)\n\n[r]: /Ref',
  ].join('\n\n');
  expect(readMenuEntries(markdown, WIKI, 'Sidebar')).toEqual([
    ['Guides'],
    ['Start', '/me/notes/Start'],
    ['The *design*', '/me/notes/Design/Overview'],
    ['Deep', '/me/notes/Design/Deep#part'],
    ['Changes', '/me/notes/-/changes'],
    ['Elsewhere'],
    ['Site', 'https://example.com'],
    ['https://example.org', 'https://example.org'],
    ['ref', '/me/notes/Ref'],
    ['here', '#x'],
    ['Linked_Heading', '/me/notes/Linked_Heading'],
    ['Raw', '/me/notes/a'],
  ]);
});

test('links that lead nowhere safe, and entries without words, are left out', () => {
  const markdown =
    '[a](javascript:alert(1)) [[javascript:x]] [b](<x|y>) [](c) ![[d.png|e]] # \n\n#\n\n[\u202e](f) [x][nowhere]';
  expect(readMenuEntries(markdown, WIKI, 'Sidebar')).toEqual([['e', '/me/notes/-/files/d.png']]);
});

test('wiki links that begin with their title are read so', () => {
  expect(readMenuEntries('[[Title|Page]]', WIKI, 'Sidebar', { titleFirst: true })).toEqual([
    ['Title', '/me/notes/Page'],
  ]);
});

test('at most 100 entries are read, of a page that is not shown as plain text', () => {
  expect(readMenuEntries('[[a]]\n'.repeat(150), WIKI, 'Sidebar')).toHaveLength(100);
  expect(readMenuEntries(`[[a]]\n\n${'> '.repeat(100)}`, WIKI, 'Sidebar')).toEqual([]);
});
