import { MemoryObjectStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import { findTerm } from './search-terms.ts';
import { AUTHOR, openTestWikis } from './testing/test-wiki.ts';
import type { Wiki } from './wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });

async function makeWiki(pages: Readonly<Record<string, string>>): Promise<Wiki> {
  const wiki = await openTestWikis().create('me/notes');
  await wiki.write({ changes: Object.entries(pages).map(([path, text]) => put(path, text)), author: AUTHOR });
  return wiki;
}

const find = async (wiki: Wiki, text: string) => (await wiki.search({ text })).hits.map(({ path }) => path);

/** A large text, and words that it has, each once and at its end. */
const WORDS = Array.from({ length: 20 }, (_, index) => `w${index}`).join(' ');
const LARGE = `\`\`\`\n${'x'.repeat(1_000_000)}\n${WORDS}\n\`\`\`\n`;

describe('a search', () => {
  it('finds pages that have all words, titles first, then paths, then texts, each by path', async () => {
    const wiki = await makeWiki({
      Z: '# Release plan\n',
      'Plan/Release': '# Something\n',
      B: 'a plan for the release\n',
      A: 'the release has its plan\n',
      C: 'only a plan\n',
    });
    expect(await find(wiki, 'release plan')).toEqual(['Z', 'Plan/Release', 'A', 'B']);
  });

  it.each([
    ['CAFE', 'the Café'],
    ['café', 'the CAFE'],
    ['strasse gross', 'Strasse, groß GROSS'],
    ['σοφος', 'ΣΟΦΌΣ'],
    ['"two words"', 'in Two\n  Words here'],
    ['"two words', 'two words'],
    ['plan', 'planning'],
    ['--flag', 'use --flag here'],
    ['漢字', 'これは漢字です'],
    ['ﬁle', 'a file'],
    ['한글', '한글 text'],
  ])('for %s finds %s', async (query, text) => {
    expect(await find(await makeWiki({ P: text, Other: 'nothing of it' }), query)).toEqual(['P']);
  });

  it.each([
    ['lan', 'the plan'],
    ['"two words"', 'two other words'],
    ['two missing', 'two words'],
  ])('for %s does not find %s', async (query, text) => {
    expect(await find(await makeWiki({ P: text }), query)).toEqual([]);
  });

  it('shows where the words are, in the lines of the whole text', async () => {
    const wiki = await makeWiki({ P: '---\ntags: [x]\n---\n# Title\n\nÀ propos: the Café\nand\nmore  of\tit\n' });
    const [hit] = (await wiki.search({ text: 'cafe it' })).hits;
    expect(hit).toMatchObject({ path: 'P', title: 'Title', version: (await wiki.readPage('P')).version });
    expect(hit?.excerpts).toHaveLength(1);
    expect(hit?.excerpts[0]).toMatchObject({ line: 6, column: 15 });
    expect(hit?.excerpts[0]?.text).toContain('the Café and more of it');
    const long = await makeWiki({ L: `${'x '.repeat(5000)}needle${' y'.repeat(5000)} needle and needle\n`.repeat(5) });
    const excerpts = (await long.search({ text: 'needle' })).hits[0]?.excerpts ?? [];
    expect(excerpts).toHaveLength(3);
    expect(excerpts[0]?.column).toBe(10_001);
    expect(excerpts[1]).toMatchObject({ line: 1, column: 10_001 + 'needle'.length + 10_001 });
    for (const { text } of excerpts) {
      expect(text).toContain('needle');
      expect(text.length).toBeLessThanOrEqual(240);
    }
  });

  it('keeps to a tag and to a prefix', async () => {
    const tagged = (tags: string) => `---\ntags: ${tags}\n---\nword\n`;
    const wiki = await makeWiki({ 'A/1': tagged('[Team, x]'), 'A/2': 'word #team', 'B/1': tagged('team') });
    const paths = async (options: object) =>
      (await wiki.search({ text: 'word', ...options })).hits.map(({ path }) => path);
    expect(await paths({ tag: 'team' })).toEqual(['A/1', 'B/1']);
    expect(await paths({ tag: '#TEAM', prefix: 'A/' })).toEqual(['A/1']);
    expect(await paths({ prefix: 'A/' })).toEqual(['A/1', 'A/2']);
  });

  it('comes in parts, which together are the whole', async () => {
    const pages = Object.fromEntries(
      Array.from({ length: 90 }, (_, i) => [`P${i}`, i % 9 === 0 ? `# word ${i}\n` : `text word ${i}\n`]),
    );
    const wiki = await makeWiki(pages);
    const found: string[] = [];
    for (let startAfter: string | undefined; ; ) {
      const part = await wiki.search({ text: 'word', limit: 7, ...(startAfter && { startAfter }) });
      expect(part.hits.length).toBeLessThanOrEqual(7);
      expect(part.total).toBe(90);
      found.push(...part.hits.map(({ path }) => path));
      if (part.next === undefined) break;
      startAfter = part.next;
    }
    expect(new Set(found).size).toBe(90);
    expect(found).toHaveLength(90);
    expect(found.slice(0, 10).every((path) => Number(path.slice(1)) % 9 === 0)).toBe(true);
  });

  it('ends where texts have cost enough, and goes on behind; words that are in none cost little', async () => {
    const wiki = await makeWiki({ A: LARGE, B: LARGE, C: LARGE });
    const missing = Array.from({ length: 20 }, (_, index) => `z${index}`).join(' ');
    expect(await wiki.search({ text: missing })).toMatchObject({ hits: [], scanned: 3, total: 3 });
    const found: string[] = [];
    let calls = 0;
    for (let startAfter: string | undefined; ; calls++) {
      const part = await wiki.search({ text: WORDS, ...(startAfter && { startAfter }) });
      expect(part.scanned).toBeGreaterThan(0);
      found.push(...part.hits.map(({ path }) => path));
      if (part.next === undefined) break;
      startAfter = part.next;
    }
    expect(found).toEqual(['A', 'B', 'C']);
    expect(calls).toBeGreaterThan(0);
  }, 30_000);

  it.each(['', '   ', '"', '""', 'a'.repeat(1001), Array.from({ length: 21 }, (_, i) => `w${i}`).join(' ')])(
    'for what is no words, or too many, is refused (%#)',
    async (text) => {
      const wiki = await makeWiki({ P: 'p' });
      await expect(wiki.search({ text })).rejects.toMatchObject({ code: 'invalid-request' });
    },
  );

  it('does not go on from what no answer gave', async () => {
    const wiki = await makeWiki({ P: 'p' });
    await expect(wiki.search({ text: 'p', startAfter: 'P' })).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

it('a term is looked for in linear time, in a text that repeats itself or has it inside of a word nearly everywhere', () => {
  const text = 'a'.repeat(1024 * 1024);
  const before = process.cpuUsage();
  for (let count = 480; count < 500; count++) {
    expect(findTerm(text, `${'a'.repeat(count)}b${'a'.repeat(count)}`)).toBe(-1);
    expect(findTerm(text, 'a'.repeat(count), 1)).toBe(-1);
  }
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(3000);
});

describe('in a wiki of 1,200 pages', () => {
  it('a search reads at most 1,000 texts a call, 64 at once, and goes on where it ended', async () => {
    const store = new MemoryObjectStore();
    const wiki = await openTestWikis(store).create('me/notes');
    const path = (i: number) => `F${i % 5}/P${String(i).padStart(4, '0')}`;
    const changes = Array.from({ length: 1200 }, (_, i) =>
      put(path(i), `# Page ${i}\n\n${i === 1199 ? 'needle' : i}\n`),
    );
    await wiki.write({ changes, author: AUTHOR });
    const counted = countingStore(store);
    let [underWay, most] = [0, 0];
    const watched = {
      ...counted,
      get: async (key: string) => {
        underWay++;
        most = Math.max(most, underWay);
        await Promise.resolve();
        return counted.get(key).finally(() => underWay--);
      },
    };
    const stranger = await openTestWikis(watched).open('me/notes');
    counted.reset();
    const first = await stranger.search({ text: 'needle' });
    expect(first).toMatchObject({ hits: [], scanned: 1000, total: 1200 });
    // The ref, the sidebar, 6 folders.
    expect(counted.requests.length).toBeLessThanOrEqual(1000 + 8);
    expect(most).toBeLessThanOrEqual(64);
    const second = await stranger.search({ text: 'needle', startAfter: first.next as string });
    expect(second.hits.map((hit) => hit.path)).toEqual([path(1199)]);
    expect(second.scanned).toBe(200);
    expect(second.next).toBeUndefined();

    counted.reset();
    const tagged = await stranger.listPages({ tag: 'none' });
    expect(tagged.pages).toEqual([]);
    expect(tagged.next).toBe((await stranger.listPages()).pages[999]?.path);
  }, 60_000);
});
