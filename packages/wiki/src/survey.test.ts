import { MemoryObjectStore, seededRandom } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import { indexNames } from './similar-pages.ts';
import { AUTHOR, openTestWikis } from './testing/test-wiki.ts';
import { differenceWithin, likeness, namesToCompare } from './title-likeness.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });

async function makeWiki(pages: Readonly<Record<string, string>>) {
  const wiki = await openTestWikis().create('me/notes');
  await wiki.write({ changes: Object.entries(pages).map(([path, text]) => put(path, text)), author: AUTHOR });
  return wiki;
}

describe('a survey', () => {
  it('names links that lead nowhere, and the pages that have them', async () => {
    const wiki = await makeWiki({
      Home: '[[Missing]] [[Plan]] [[The plan]] [[Old]]',
      Other: '[[Missing]] [[Folder/Gone]] [[Home]]',
      'Design/Plan': '# The plan',
      Old: 'o',
    });
    await wiki.write({ changes: [{ op: 'move', path: 'Old', newPath: 'New' }], author: AUTHOR });
    await wiki.write({ changes: [put('Late', '[[Old]]')], author: AUTHOR });
    expect((await wiki.survey()).missing).toEqual([
      { path: 'Folder/Gone', from: ['Other'] },
      { path: 'Missing', from: ['Home', 'Other'] },
    ]);
  });

  it('names pages that no other page links to, by their path or a bare name', async () => {
    const wiki = await makeWiki({
      Home: '[[ByPath]] [[ByName]] [[A title]]',
      ByPath: 'x',
      'F/ByName': 'x',
      'F/ByTitle': '# A title',
      Lonely: '[[Lonely]]',
      Sidebar: '- [[Home]]',
    });
    expect((await wiki.survey()).orphans).toEqual(['Lonely']);
    await wiki.write({ changes: [put('Home', 'no links')], author: AUTHOR });
    expect((await wiki.survey()).orphans).toEqual(['ByPath', 'F/ByName', 'F/ByTitle', 'Lonely']);
  });

  it('names pages whose names are like each other, each pair once, also over the parts of the answer', async () => {
    const wiki = await makeWiki({
      'A/Release_plan': 'x',
      'B/Plan_release': 'x',
      Deployment: 'x',
      'Ops/Deployement': 'x',
      Cafe: 'x',
      'Other/Café': 'x',
      Meeting_1: 'x',
      Meeting_2: 'x',
      Something: '# Else',
    });
    const { similar } = await wiki.survey();
    expect(similar.map(({ paths }) => paths)).toEqual([
      ['A/Release_plan', 'B/Plan_release'],
      ['Cafe', 'Other/Café'],
      ['Deployment', 'Ops/Deployement'],
    ]);
    expect(similar[2]?.reason).toBe('The names differ in 1 letter.');
    const parts: unknown[] = [];
    for (let startAfter: string | undefined; ; ) {
      const part = await wiki.survey({ limit: 2, ...(startAfter && { startAfter }) });
      parts.push(...part.similar);
      if (part.next === undefined) break;
      startAfter = part.next;
    }
    expect(parts).toEqual(similar);
    expect((await wiki.survey({ prefix: 'Ops/' })).similar.map(({ paths }) => paths)).toEqual([
      ['Ops/Deployement', 'Deployment'],
    ]);
  });

  it('is empty in a wiki without commits', async () => {
    const wiki = await openTestWikis().create('me/notes');
    expect(await wiki.survey()).toEqual({ missing: [], orphans: [], similar: [] });
  });

  it('asks by the pages that it looks at, not by those of the wiki', async () => {
    const requestsIn = async (pages: number) => {
      const store = new MemoryObjectStore();
      const wiki = await openTestWikis(store).create('me/notes');
      const changes = Array.from({ length: pages }, (_, i) => put(`P${String(i).padStart(3, '0')}`, '[[P000]] [[no]]'));
      await wiki.write({ changes, author: AUTHOR });
      const counted = countingStore(store);
      const stranger = await openTestWikis(counted).open('me/notes');
      counted.reset();
      const { missing, next } = await stranger.survey({ limit: 10 });
      expect([missing, next]).toEqual([[{ path: 'no', from: expect.any(Array) }], 'P009']);
      return counted.requests.length;
    };
    const small = await requestsIn(30);
    expect(small).toBeLessThanOrEqual(3 + 10 * 5);
    expect(await requestsIn(300)).toBe(small);
  });
});

describe('pages that are like one to be made', () => {
  it('are found by title and path, the most alike first, from one request', async () => {
    const store = new MemoryObjectStore();
    const wiki = await openTestWikis(store).create('me/notes');
    const titles = {
      'A/One': 'Release checklist',
      'A/Two': 'release: Checklist',
      'A/Three': 'Checklist release',
      'A/Four': 'Relase checklist',
      'A/Five': 'The release checklist',
      Six: 'Other',
    };
    const changes = Object.entries(titles).map(([path, title]) => put(path, `# ${title}\n`));
    await wiki.write({ changes, author: AUTHOR });
    const counted = countingStore(store);
    const stranger = await openTestWikis(counted).open('me/notes');
    counted.reset();
    const similar = await stranger.findSimilar({ title: 'Release Checklist' });
    expect(counted.requests).toHaveLength(1);
    expect(similar.map(({ path }) => path)).toEqual(['A/One', 'A/Two', 'A/Three', 'A/Four', 'A/Five']);
    expect(
      (await wiki.findSimilar({ title: 'Release Checklist', except: 'A/One', limit: 1 })).map(({ path }) => path),
    ).toEqual(['A/Two']);
    expect(await wiki.findSimilar({ title: 'New/Release_checklist' })).toHaveLength(5);
    expect(await wiki.findSimilar({ title: '🙂' })).toEqual([]);
  });
});

describe('the difference between two texts', () => {
  /** The definition, without a bound. */
  const plain = (a: string, b: string): number => {
    const rows = Array.from({ length: a.length + 1 }, (_, row) =>
      Array.from({ length: b.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)),
    );
    const at = (row: number, column: number) => rows[row]?.[column] as number;
    for (let i = 1; i <= a.length; i++) {
      for (let j = 1; j <= b.length; j++) {
        let cost = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
          cost = Math.min(cost, at(i - 2, j - 2) + 1);
        (rows[i] as number[])[j] = cost;
      }
    }
    return at(a.length, b.length);
  };

  it.each([1, 2, 3])('is what its definition says, as far as the bound (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const text = () =>
      Array.from(random.bytes(8), (byte) => 'abc'[byte % 3])
        .join('')
        .slice(0, 3 + ((random.bytes(1)[0] as number) % 6));
    for (let i = 0; i < 2000; i++) {
      const [a, b] = [text(), text()];
      const expected = plain(a, b);
      expect([a, b, differenceWithin(a, b, 2)]).toEqual([a, b, expected <= 2 ? expected : undefined]);
    }
  });
});

it('an index of names finds what differs in one letter, wherever it is, and looks at no series', () => {
  const name = 'deployment guide';
  const letters = [...name].keys();
  const others = [...letters].flatMap((at) => [
    name.slice(0, at) + name.slice(at + 1),
    `${name.slice(0, at)}x${name.slice(at + 1)}`,
    `${name.slice(0, at)}x${name.slice(at)}`,
    name.slice(0, at) + (name[at + 1] ?? '') + name[at] + name.slice(at + 2),
  ]);
  const page = (path: string) => ({ path, title: path });
  for (const other of others) {
    const [one, two] = [page(name), page(other)];
    if (other === name) continue;
    expect([other, likeness(namesToCompare(name, name), namesToCompare(other, other))?.degree]).toEqual([other, 2]);
    const find = indexNames([one, two]);
    expect([other, find(one).length]).toEqual([other, 1]);
  }
  const series = Array.from({ length: 40 }, (_, i) => page(`${name} ${String.fromCodePoint(0x4e00 + i)}`));
  expect(indexNames(series)(series[0] as { path: string; title: string })).toEqual([]);
});
