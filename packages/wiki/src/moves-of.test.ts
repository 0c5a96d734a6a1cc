import { MemoryObjectStore } from '@holt/storage';
import { expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import { AUTHOR, openTestWikis } from './testing/test-wiki.ts';

const store = (path: string, text: string | null): PageChange => ({
  op: 'store',
  path,
  content: text === null ? null : new TextEncoder().encode(text),
});

/** What the last of some commits renamed, as its summary tells. */
async function renames(commits: PageChange[][]): Promise<Record<string, string>> {
  const wiki = await openTestWikis(new MemoryObjectStore()).create('me/notes');
  for (const changes of commits) await wiki.write({ changes, author: AUTHOR });
  const [{ changes = [] } = {}] = await wiki.history({ limit: 1 });
  return Object.fromEntries(changes.flatMap(({ kind, from = '', path }) => (kind === 'renamed' ? [[from, path]] : [])));
}

const A = store('A.md', 'a\n');

it.each<[string, PageChange[], PageChange[], Record<string, string>, between?: PageChange[]]>([
  ['equal bytes', [A], [store('A.md', null), store('B.md', 'a\n')], { A: 'B' }],
  ['other bytes', [A], [store('A.md', null), store('B.md', 'b\n')], {}],
  [
    'other bytes and a line',
    [A],
    [store('A.md', null), store('B.md', 'b\n'), store('_redirects', '/A /B\n')],
    { A: 'B' },
  ],
  [
    'a line that was there before',
    [A],
    [store('A.md', null), store('B.md', 'b\n'), store('_redirects', '/A /B\n# more\n')],
    {},
    [store('_redirects', '/A /B\n')],
  ],
  ['a line for a page that stays', [A], [store('B.md', 'b\n'), store('_redirects', '/A /B\n')], {}],
  [
    'a line to a page that was there before',
    [A, store('B.md', 'b\n')],
    [store('A.md', null), store('_redirects', '/A /B\n')],
    {},
  ],
  [
    'a line to one page and equal bytes at another',
    [A],
    [store('A.md', null), store('B.md', 'a\n'), store('C.md', 'c\n'), store('_redirects', '/A /C\n')],
    { A: 'C' },
  ],
  [
    'one page that became two: one of them',
    [A],
    [store('A.md', null), store('B.md', 'a\n'), store('C.md', 'a\n')],
    { A: 'B' },
  ],
  [
    'another spelling of the file’s name',
    [store('A b.md', 'a\n')],
    [store('A b.md', null), store('A_b.md', 'a\n')],
    {},
  ],
])('a commit with %s', async (_what, first, last, expected, between) => {
  expect(await renames([first, ...(between ? [between] : []), last])).toEqual(expected);
});
