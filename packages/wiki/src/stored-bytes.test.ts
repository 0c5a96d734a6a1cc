import { MemoryObjectStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import { boundBases } from './stored-bytes.ts';
import { AUTHOR, openTestWikis } from './testing/test-wiki.ts';

const LIMITS = { writesPerMinute: 1000, bytesPerMinute: 1024 * 1024 * 1024 };
const PAGES = 9;
// Fenced code, which takes publishing little.
const text = (page: number) => `Page ${page}\n\n\`\`\`\n${'words\n'.repeat(160_000)}\`\`\`\n`;

async function makeWiki() {
  const store = countingStore(new MemoryObjectStore());
  const wiki = await openTestWikis(store).create('me/notes');
  const paths = Array.from({ length: PAGES }, (_, page) => `P${page}`);
  const changes = paths.map((path, page): PageChange => ({ op: 'put', path, content: text(page) }));
  const { pages } = await wiki.write({ changes, author: AUTHOR });
  return { store, wiki, pages: pages.map(({ path, version = '' }) => ({ path, version })) };
}

const edits = (pages: readonly { path: string }[]) =>
  pages.map(({ path }): PageChange => ({ op: 'edit', path, oldText: 'Page', newText: 'Leaf' }));
const appends = (pages: readonly { path: string; version: string }[]) =>
  pages.map(
    ({ path, version }): PageChange => ({ op: 'insert', path, where: 'end', content: 'More.', baseVersion: version }),
  );

it('small steps on large pages store at most 8 MiB in one limited write, and nothing of one that is refused', async () => {
  const { store, wiki, pages } = await makeWiki();
  store.reset();
  await expect(wiki.write({ changes: edits(pages), author: AUTHOR, limits: LIMITS })).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringContaining('Split it'),
    data: { limit: 8 * 1024 * 1024 },
  });
  expect(store.requests.filter(({ method }) => method === 'put')).toEqual([]);
  await wiki.write({ changes: edits(pages.slice(1)), author: AUTHOR, limits: LIMITS });

  // All but the first have moved on.
  await expect(wiki.write({ changes: appends(pages), author: AUTHOR, limits: LIMITS })).rejects.toMatchObject({
    code: 'too-large',
  });
  expect((await wiki.readPage('P1')).content).toBe(text(1).replace('Page', 'Leaf'));
  await wiki.write({ changes: appends(pages.slice(0, 2)), author: AUTHOR, limits: LIMITS });
  expect((await wiki.readPage('P1')).content).toBe(`${text(1).replace('Page', 'Leaf')}\nMore.\n`);
}, 60_000);

it('a write without limits stores as much as its steps make', async () => {
  const { wiki, pages } = await makeWiki();
  await wiki.write({ changes: edits(pages), author: AUTHOR });
  expect((await wiki.readPage('P8')).content).toBe(text(8).replace('Page', 'Leaf'));
}, 60_000);

it('base versions are read up to 8 MiB, other texts without a bound', async () => {
  const base = '1'.repeat(40);
  const change: PageChange = { op: 'insert', path: 'P', where: 'end', content: 'More.', baseVersion: base };
  const read = boundBases([change, { op: 'delete', path: 'Q' }], async () => new Uint8Array(1024 * 1024));
  for (let count = 0; count < 20; count++) await read('2'.repeat(40));
  for (let count = 0; count < 8; count++) await read(base);
  await expect(read(base)).rejects.toMatchObject({ code: 'too-large' });
});
