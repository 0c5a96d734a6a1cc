import { MemoryObjectStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import { AUTHOR, faultyStore, openTestWikis } from './testing/test-wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });

async function makeWiki(changes: PageChange[]) {
  const wiki = await openTestWikis().create('me/notes');
  await wiki.write({ changes, author: AUTHOR });
  return wiki;
}

it('tells where a text leads, each target once, and what of it is missing', async () => {
  const wiki = await makeWiki([
    put(
      'Here',
      'x [[There]] [[There#part]] [[Nowhere]] [[#top]] [self](Here.md) [out](https://example.org/a) ![[p.png]] ![](q.png) [[Plan]] [[A/B]]\n',
    ),
    put('There', 't'),
    put('Design/Plan', 'p'),
    { op: 'store', path: 'p.png', content: new Uint8Array([1]) },
  ]);
  expect((await wiki.links('Here')).out).toEqual([
    { target: 'There', kind: 'page' },
    { target: 'Nowhere', kind: 'page', isMissing: true },
    { target: 'https://example.org/a', kind: 'external' },
    { target: 'p.png', kind: 'file' },
    { target: 'q.png', kind: 'file', isMissing: true },
    { target: 'Plan', kind: 'page' },
    { target: 'A/B', kind: 'page', isMissing: true },
  ]);
});

it('tells the pages that link to one by its path, by a name alone, or by a path that it had', async () => {
  const wiki = await makeWiki([
    put('Design/Plan', '# The big plan\n\n[[Design/Plan]]'),
    put('ByPath', '[[Design/Plan]]'),
    put('ByName', '[[Plan]]'),
    put('ByTitle', '[[The big plan]]'),
    put('Other', '[[Elsewhere]]'),
  ]);
  expect((await wiki.links('Design/Plan')).in).toEqual(['ByName', 'ByPath', 'ByTitle']);
  await wiki.write({ changes: [{ op: 'move', path: 'Design/Plan', newPath: 'Design/Scheme' }], author: AUTHOR });
  await wiki.write({ changes: [put('Late', '[[Design/Plan]]')], author: AUTHOR });
  expect((await wiki.links('Design/Scheme')).in).toEqual(['ByName', 'ByPath', 'ByTitle', 'Late']);
  expect((await wiki.links('Late')).out).toEqual([{ target: 'Design/Plan', kind: 'page' }]);
  await wiki.write({ changes: [put('Plan', 'a page of that name')], author: AUTHOR });
  await wiki.write({ changes: [put('Again', '[[Plan]]')], author: AUTHOR });
  expect((await wiki.links('Design/Scheme')).in).not.toContain('Again');
});

it('counts what is committed and not published yet', async () => {
  const store = new MemoryObjectStore();
  const wiki = await openTestWikis(store).create('me/notes');
  await wiki.write({
    changes: [put('Target', 't'), put('Old', '[[Target]]'), put('Gone', '[[Target]]')],
    author: AUTHOR,
  });
  const failing = faultyStore(store, (method, key) =>
    method === 'put' && key.startsWith('fragments/') ? 'lost' : 'through',
  );
  const writer = await openTestWikis(failing, 2).open('me/notes');
  const { published } = await writer.write({
    changes: [put('New', '[[Target]]'), put('Old', 'no more'), { op: 'delete', path: 'Gone' }],
    author: AUTHOR,
  });
  expect(published).toBe(false);
  const { in: linkers } = await wiki.links('Target');
  expect(linkers).toEqual(['New']);
});

it.each([
  ['Never', 'page-not-found'],
  ['a//b', 'invalid-path'],
])('of %s is refused as %s', async (path, code) => {
  const wiki = await makeWiki([put('A', 'a')]);
  await expect(wiki.links(path)).rejects.toMatchObject({ code });
});

it('asks no more of a large wiki than of a small one', async () => {
  const requestsIn = async (pages: number) => {
    const store = new MemoryObjectStore();
    const wiki = await openTestWikis(store).create('me/notes');
    const others = Array.from({ length: pages }, (_, i) => put(`F${i % 10}/P${i}`, `# P${i}\n\n[[Hub]]`));
    await wiki.write({ changes: [put('Hub', '[[F1/P1]] [[F2/P2]] [[nothing]]'), ...others], author: AUTHOR });
    const counted = countingStore(store);
    const stranger = await openTestWikis(counted).open('me/notes');
    counted.reset();
    const links = await stranger.links('Hub');
    expect(links.in).toHaveLength(pages);
    expect(links.out.map(({ isMissing }) => isMissing)).toEqual([undefined, undefined, true]);
    return counted.requests.length;
  };
  const small = await requestsIn(20);
  expect(small).toBeLessThanOrEqual(9);
  expect(await requestsIn(300)).toBe(small);
});
