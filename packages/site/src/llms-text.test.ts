import { renderPage } from '@holt/markdown';
import { expect, test } from 'vitest';
import { llmsText } from './llms-text.ts';
import { all, attribute, text } from './testing/read-html.ts';

const wiki = { owner: 'me', name: 'notes' };
const hostile = '[x](http://e.com) ]( *a* _b_ `c` <b> &lt; ==d== $e$ \\ #f !\n\n# Heading\n- item';
const pages = [
  { path: 'Ant', title: 'Ant' },
  { path: 'Home', title: 'Welcome' },
  { path: 'Big_Folder/Sub/Page_(1', title: hostile },
  { path: 'Big_Folder/A', title: '' },
  { path: '*_a_*/日本', title: '日本' },
].filter(({ path }) => !path.startsWith('*'));

test('it is what llmstxt.org describes: a title, a summary, sections of links', () => {
  const lines = llmsText({ wiki, pages }).split('\n');
  expect(lines.slice(0, 4)).toEqual(['# me/notes', '', '> A wiki of 4 pages, each here as Markdown.', '']);
  const link = /^- \[(?:[^\\[\]]|\\[!-~])+\]\(\/me\/notes\/[^\s()]+\.md\)$/;
  for (const line of lines.slice(4)) if (line !== '') expect(line).toMatch(/^## \S/.test(line) ? /^## / : link);
});

test('the pages are under their top folders, Home first, and lead to their Markdown', () => {
  const lines = llmsText({ wiki, pages }).split('\n');
  expect(lines.filter((line) => line.startsWith('## '))).toEqual(['## Pages', '## Big Folder/']);
  expect(lines.indexOf('- [Welcome](/me/notes/Home.md)')).toBeLessThan(lines.indexOf('- [Ant](/me/notes/Ant.md)'));
  expect(lines).toContain('- [Big Folder / A](/me/notes/Big_Folder/A.md)');
});

test('as Markdown it is nothing but its headings and its links, whatever the titles are', () => {
  const { html, headings } = renderPage(llmsText({ wiki, pages }), { wiki, path: 'X' });
  expect(headings.map((heading) => heading.text)).toEqual(['me/notes', 'Pages', 'Big Folder/']);
  const links = all(html, 'a').filter((a) => attribute(a, 'class') !== 'anchor');
  expect(links.map(text)).toContain(hostile.replace(/\s+/g, ' '));
  expect(links).toHaveLength(4);
  for (const name of ['em', 'code', 'b', 'mark', 'math', 'img']) expect(all(html, name)).toEqual([]);
});

test('of more than 2,000 pages it names the first, and where all are', () => {
  const many = Array.from({ length: 2001 }, (_, i) => ({ path: `P${String(i).padStart(4, '0')}`, title: `P${i}` }));
  const text = llmsText({ wiki, pages: many.toReversed() });
  expect(text).toContain('> A wiki of 2001 pages. The first 2000 are here as Markdown; all are in [sidebar.json](');
  expect(text).toContain('(/me/notes/P1999.md)');
  expect(text).not.toContain('(/me/notes/P2000.md)');
});

test('the same pages in any order give the same bytes', () => {
  expect(llmsText({ wiki, pages: pages.toReversed() })).toBe(llmsText({ wiki, pages }));
});

test('a wiki without pages says so', () => {
  expect(llmsText({ wiki, pages: [] })).toBe('# me/notes\n\n> A wiki of 0 pages, each here as Markdown.\n');
});
