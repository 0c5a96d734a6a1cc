import { describe, expect, it } from 'vitest';
import { impactsOf, weightOf } from './impacts.ts';
import { entry } from './testing/entry.ts';

const heading = (text: string) => ({ slug: 's', text, offset: 0 });

describe("a page's impacts", () => {
  it('are of its title, tags, path, headings and text, the title before all, and of the title and the tags as such', () => {
    const impacts = impactsOf(
      entry('Folder/Name', { title: 'A title', tags: ['Blue sky'], headings: [heading('Chapter')], text: 'words' }),
    );
    expect([...impacts.keys()].sort()).toEqual(
      ['#blue sky', '=atitle', 'a', 'blue', 'chapter', 'folder', 'name', 'sky', 'title', 'words'].sort(),
    );
    const of = (term: string) => impacts.get(term) ?? 0;
    for (const term of ['blue', 'chapter', 'folder', 'words']) expect(of('title'), term).toBeGreaterThan(of(term));
    expect([of('=atitle'), of('#blue sky')]).toEqual([15, 15]);
    expect(of('chapter')).toBeGreaterThan(of('words'));
  });

  it('grow with how often a word is there, and fall with the length of the field', () => {
    const of = (text: string) => impactsOf(entry('x', { text })).get('word') ?? 0;
    expect(of('word word word word')).toBeGreaterThan(of('word'));
    expect(of('word')).toBeGreaterThan(of(`word ${'other '.repeat(500)}`));
    const inTitle = (title: string) => impactsOf(entry('x', { title })).get('search') ?? 0;
    expect(inTitle('Search')).toBeGreaterThan(inTitle('Where to look for it, and how to search'));
  });

  it('are from 1 to 15, and weigh up to 1', () => {
    const all = 'same '.repeat(10_000);
    const most = impactsOf(entry('same', { title: 'same', tags: ['same'], headings: [heading(all)], text: all }));
    const least = impactsOf(entry('x', { text: `rare ${'other '.repeat(200_000)}` }));
    expect(most.get('same')).toBeLessThanOrEqual(15);
    expect(most.get('same')).toBeGreaterThan(12);
    expect(least.get('rare')).toBeLessThan(3);
    expect(Math.min(...least.values())).toBeGreaterThanOrEqual(1);
    expect([weightOf(0), weightOf(15)]).toEqual([0, 1]);
    expect(weightOf(100)).toBeGreaterThan(weightOf(99));
  });

  it('depend on the page alone, and on nothing that says when it changed', () => {
    const page = entry('a', { text: 'some words' });
    expect(impactsOf({ ...page, generation: 9, version: '1'.repeat(40) })).toEqual(impactsOf(page));
  });

  it('are of 16,384 terms and those of title and tags, also where a page has 100,000, in bounded time', () => {
    const text = Array.from({ length: 100_000 }, (_, i) => `w${i}x`).join(' ');
    const before = process.cpuUsage();
    const impacts = impactsOf(entry('p', { title: 'Late words', tags: ['last'], text }));
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
    expect(impacts.size).toBe(16_384 + 2);
    expect(['late', 'words', 'last', '#last', '=latewords', 'w0x'].filter((term) => !impacts.has(term))).toEqual([]);
    expect(impacts.has('w99999x')).toBe(false);
  });
});
