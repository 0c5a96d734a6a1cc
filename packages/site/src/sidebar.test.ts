import { expect, test } from 'vitest';
import { readMenu, readSidebar, sidebarJson } from './sidebar.ts';
import { seeded } from './testing/seeded.ts';
import type { MenuEntry, PageEntry } from './types.ts';

const NAMES = [
  'Home',
  'a',
  'A',
  'b_c',
  'Chapter_2',
  'Chapter_10',
  'é',
  '日本',
  '0',
  '1',
  'Z.js',
  '__proto__',
  'constructor',
];
const TITLES = ['', 'b c', 'Ängste', '2', '0', '1', '"<b>"', 'Home', '😀', '\ud800'];

function makePages(random: () => number): PageEntry[] {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const pages = new Map<string, PageEntry>();
  for (let count = Math.floor(random() * 30); count > 0; count--) {
    const segments = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(NAMES));
    const name = segments.at(-1) as string;
    const title = random() < 0.5 ? name.replaceAll('_', ' ') : pick(TITLES) || name;
    pages.set(segments.join('/'), { path: segments.join('/'), title });
  }
  return [...pages.values()];
}

const byPath = (a: PageEntry, b: PageEntry) => (a.path < b.path ? -1 : 1);

test('reading gives back the pages that were written, whatever their order was', () => {
  const random = seeded(7);
  for (let run = 0; run < 500; run++) {
    const pages = makePages(random);
    const json = sidebarJson(pages);
    const read = readSidebar(json);
    expect(read.toSorted(byPath)).toEqual(pages.toSorted(byPath));
    expect(sidebarJson(read)).toBe(json);
    expect(sidebarJson(pages.toReversed())).toBe(json);
  }
});

test('the shape is compact: titles only where they differ from the name, folders once', () => {
  const json = sidebarJson([
    { path: 'Travel/Guide', title: 'Guide' },
    { path: 'Travel', title: 'Travelling' },
    { path: 'Design/Overview', title: 'The overview' },
    { path: 'Home', title: 'Welcome' },
    { path: 'Getting_Started', title: 'Getting Started' },
  ]);
  expect(JSON.parse(json)).toEqual({
    pages: [
      ['Home', 'Welcome'],
      ['Design', 0, [['Overview', 'The overview']]],
      'Getting_Started',
      ['Travel', 'Travelling', ['Guide']],
    ],
  });
});

test('the menu comes back as it was written, beside the same pages', () => {
  const pages = [{ path: 'Home', title: 'Welcome' }];
  const menus: MenuEntry[][] = [[], [['Heading'], ['A "label"', '/me/notes/A'], ['', '']], [['</script>', '#x']]];
  for (const menu of menus) {
    const json = sidebarJson(pages, menu);
    expect(readMenu(json)).toEqual(menu);
    expect(readSidebar(json)).toEqual(pages);
  }
});

test('a wiki without a menu has the bytes that it had before there were menus', () => {
  expect(sidebarJson([], [])).toBe('{"pages":[]}');
});

test.each([
  '[]',
  '{"pages":[],"menu":{}}',
  '{"pages":[],"menu":["a"]}',
  '{"pages":[],"menu":[[]]}',
  '{"pages":[],"menu":[["a",1]]}',
  '{"pages":[],"menu":[["a","b","c"]]}',
])('%s has no menu that can be read', (json) => {
  expect(() => readMenu(json)).toThrow(TypeError);
});

test.each(['', '[]', '{}', '{"pages":{}}', '{"pages":[1]}', '{"pages":[["a",0,1]]}'])('%j is refused', (json) => {
  expect(() => readSidebar(json)).toThrow();
});

test('a wiki of 6,000 pages is read and written in little time', () => {
  const pages = Array.from({ length: 6000 }, (_, index) => {
    const path = `folder_${index % 60}/Page_${index}`;
    return { path, title: `Page ${index}` };
  });
  const before = process.cpuUsage();
  expect(readSidebar(sidebarJson(pages))).toHaveLength(6000);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
});
