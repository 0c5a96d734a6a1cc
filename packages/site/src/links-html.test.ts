import { checkPagePath } from '@holt/edge';
import { expect, test } from 'vitest';
import { linksHtml, readLinks } from './links-html.ts';
import { hrefs, textsOf } from './testing/read-html.ts';
import { seeded } from './testing/seeded.ts';

const wiki = { owner: 'me', name: 'notes' };
const PARTS = [
  'a',
  'Home',
  '_',
  '-',
  '.x',
  "'",
  '(',
  ')',
  '&',
  '&amp;',
  '+',
  '=',
  '@',
  '~',
  '`',
  '{}',
  '$',
  ',',
  ';',
  '!',
  '日本',
  'é',
  '😀',
  '/',
];

function makePaths(random: () => number): string[] {
  const path = () =>
    Array.from({ length: 1 + Math.floor(random() * 6) }, () => PARTS[Math.floor(random() * PARTS.length)]).join('');
  const paths = Array.from({ length: Math.floor(random() * 12) }, path).filter((made) => checkPagePath(made) === '');
  return [...new Set(paths)].sort();
}

test('reading gives back what was written, for every path that a page may have', () => {
  const random = seeded(11);
  const seen = new Set<string>();
  for (let run = 0; run < 400; run++) {
    const from = makePaths(random);
    for (const path of from) seen.add(path);
    expect(readLinks(linksHtml({ wiki, path: 'To', from }), wiki)).toEqual(from);
  }
  expect(seen.size).toBeGreaterThan(500);
});

test('an address is shown in words, and Home at the address of the wiki', () => {
  const html = linksHtml({ wiki, path: 'To', from: ['Big_Folder/Some_Page', 'Home'] });
  expect(textsOf(html, 'links')).toEqual(['Big Folder / Some PageHome']);
  expect(hrefs(html)).toEqual(expect.arrayContaining(['/me/notes/Big_Folder/Some_Page', '/me/notes/']));
  expect(html).toContain('2 pages link here.');
});

test('a list that an older document holds can be read', () => {
  const list = '<ul class="links"><li><a href="/me/notes/A">A</a></li></ul>';
  expect(readLinks(`<!doctype html><title>Old</title>${list}`, wiki)).toEqual(['A']);
});

const item = '<li><a href="/me/notes/A">A</a></li>';
test.each([
  ['nothing', ''],
  ['no list', '<ul><li>A</li></ul>'],
  ['a list that is cut off', `<ul class="links">${item}`],
  ['two lists', `<ul class="links">${item}</ul><ul class="links"></ul>`],
  ['a link to another wiki', '<ul class="links"><li><a href="/me/other/A">A</a></li></ul>'],
  ['a link to no page', '<ul class="links"><li><a href="/me/notes/-/changes">A</a></li></ul>'],
  ['a link elsewhere', '<ul class="links"><li><a href="https://example.com/A">A</a></li></ul>'],
  ['another spelling of an address', '<ul class="links"><li><a href="/me/notes/A/">A</a></li></ul>'],
  ['words that are not those of the path', '<ul class="links"><li><a href="/me/notes/A">B</a></li></ul>'],
])('%s is refused', (_, html) => {
  expect(() => readLinks(html, wiki)).toThrow(TypeError);
});
