import { checkPagePath } from '@holt/edge';
import { expect, test } from 'vitest';
import { bareName, linksHtml, readLinks } from './links-html.ts';
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
    for (const path of ['To', ...from.slice(0, 2)]) {
      for (const isPage of [true, false]) {
        expect(readLinks(linksHtml({ wiki, path, from, isPage }), wiki)).toEqual(from);
      }
    }
  }
  expect(seen.size).toBeGreaterThan(500);
});

test('an address is shown in words, and Home at the address of the wiki', () => {
  const html = linksHtml({ wiki, path: 'To', from: ['Big_Folder/Some_Page', 'Home'] });
  expect(textsOf(html, 'links')).toEqual(['Big Folder / Some PageHome']);
  expect(hrefs(html)).toEqual(expect.arrayContaining(['/me/notes/Big_Folder/Some_Page', '/me/notes/']));
  expect(html).toContain('2 pages link here.');
});

test('of a page in a folder, links by the name alone are said to be listed elsewhere, with a link to them', () => {
  const inFolder = linksHtml({ wiki, path: 'docs/user/wiki_links', from: [] });
  expect(textsOf(inFolder, 'muted')).toEqual([
    'No page links to this address.',
    'Links by the name alone, such as [[wiki_links]], are in a list of their own.',
  ]);
  expect(hrefs(inFolder)).toContain('/me/notes/-/links/wiki_links');
  const here = textsOf(linksHtml({ wiki, path: 'docs/a', from: ['A'] }), 'muted');
  expect(here).toEqual(['1 page links here.', expect.stringContaining('[[a]]')]);
  expect(textsOf(linksHtml({ wiki, path: 'wiki_links', from: ['A'] }), 'muted')).toEqual(['1 page links here.']);
});

test('of an address without a page it is said that there is none, and at the root what such links do', () => {
  const options = { wiki, from: ['A', 'B'], isPage: false };
  expect(textsOf(linksHtml({ ...options, path: 'Mill' }), 'muted')).toEqual([
    '2 pages link here.',
    'No page has this address. Links by the name alone, such as [[Mill]], lead to the pages of that name in folders, where there are any.',
  ]);
  const inFolder = linksHtml({ ...options, path: 'Places/Mill' });
  expect(textsOf(inFolder, 'muted')).toEqual(['2 pages link here.', 'No page has this address.']);
  expect(hrefs(inFolder)).not.toContain('/me/notes/-/links/Mill');
});

test('a page in a folder is called by the last part of its path, where an address can be', () => {
  const names = ['a/b/C', 'a/Home', 'C', 'a/-', 'a/-b'].map(bareName);
  expect(names).toEqual(['C', 'Home', undefined, undefined, undefined]);
  expect(hrefs(linksHtml({ wiki, path: 'a/-b', from: [] }))).not.toContain('/me/notes/-/links/-b');
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
