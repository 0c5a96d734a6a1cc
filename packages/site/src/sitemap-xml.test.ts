import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { sitemapXml } from './sitemap-xml.ts';

const wiki = { owner: 'me', name: 'notes' };
const origin = 'https://example.com';

function locations(xml: string): string[] {
  expect(XMLValidator.validate(xml)).toBe(true);
  const { urlset } = new XMLParser({ isArray: (name) => name === 'url' }).parse(xml);
  return (urlset.url as { loc: string }[]).map(({ loc }) => loc);
}

test('every page has its one address, whole and escaped, in whatever order they are given', () => {
  const pages = ['Home', "a/It's_&_so", '日本'].map((path) => ({ path, title: '<' }));
  const xml = sitemapXml({ wiki, origin, pages });
  expect(xml).toContain('xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"');
  expect(locations(xml)).toEqual([
    'https://example.com/me/notes/',
    "https://example.com/me/notes/a/It's_%26_so",
    'https://example.com/me/notes/%E6%97%A5%E6%9C%AC',
  ]);
  expect(sitemapXml({ wiki, origin, pages: pages.toReversed() })).toBe(xml);
});

test('a wiki without pages has an empty sitemap', () => {
  expect(XMLValidator.validate(sitemapXml({ wiki, origin, pages: [] }))).toBe(true);
});

test('at most 50,000 addresses are listed, and they stay below 50 MB', () => {
  const long = '日'.repeat(76);
  const pages = Array.from({ length: 50_001 }, (_, index) => ({ path: `${long}${index}`, title: '' }));
  const xml = sitemapXml({ wiki, origin, pages });
  expect(xml.match(/<loc>/g)).toHaveLength(50_000);
  expect(Buffer.byteLength(xml)).toBeLessThan(50 * 1024 * 1024);
});
