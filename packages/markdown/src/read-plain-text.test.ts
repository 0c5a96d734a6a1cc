import { expect, test } from 'vitest';
import { MAX_PAGE_BYTES } from './limits.ts';
import { renderPage } from './render-page.ts';
import { renderPageSafely } from './render-page-safely.ts';

const OPTIONS = { wiki: { owner: 'me', name: 'notes' }, path: 'folder/Page' };

const lines = (markdown: string) => renderPage(markdown, OPTIONS).plainText.text.split('\n');

/** What is under each heading, by the heading's id; what is before the first has no id. */
function sections(markdown: string): [id: string, text: string][] {
  const { text, headings } = renderPage(markdown, OPTIONS).plainText;
  const starts = [{ id: '', offset: 0 }, ...headings];
  return starts.map(({ id, offset }, index) => [id, text.slice(offset, starts[index + 1]?.offset).trim()]);
}

test('each block is a line, without what only formats it', () => {
  const markdown = 'One *two*\nthree **fo**ur [five](Six.md)\n\n- a `b`\n- [x] c\n\n> d  \n> e\n\n1. f\n\n   g';
  expect(lines(markdown)).toEqual(['One two three four five', 'a b', 'c', 'd e', 'f', 'g']);
});

test('code keeps its lines, and a table has a line for each row', () => {
  expect(lines('```ts {1}\nconst a = 1;\n\n  b();\n```\n\n    c d\n')).toEqual(['const a = 1;', '  b();', 'c d']);
  expect(lines('| a | b |\n|---|--:|\n| 1 | <kbd>2</kbd> |\n| | 3 |')).toEqual(['a | b', '1 | 2', '3']);
});

test('formulas and diagrams are their sources, drawn or not', async () => {
  expect(lines('Say $a^2 + \\frac{b}{c}$.\n\n$$\nE = mc^2\n$$\n\nand $\\frac{$')).toEqual([
    'Say a^2 + \\frac{b}{c}.',
    'E = mc^2',
    'and \\frac{',
  ]);
  const diagram = '```mermaid title="How"\ngraph TD\n  A[First] --> B\n```';
  const wanted = 'How\ngraph TD\n  A[First] --> B';
  const drawn = await renderPageSafely(diagram, OPTIONS);
  expect(drawn.html).toContain('<img');
  expect(drawn.plainText.text).toBe(wanted);
  expect(renderPage(diagram, OPTIONS).plainText.text).toBe(wanted);
});

test('callouts, folds, images and wiki links are what they show', () => {
  expect(lines('> [!TIP]- A title\n> text\n\n![a chart](c.png) and [[Other Page|shown]]')).toEqual([
    'A title',
    'text',
    'a chart and shown',
  ]);
});

test('comments, numbers of footnotes and the ways back from them are left out', () => {
  expect(lines('a <!-- b --> c[^1]\n\n<!--\nd\n-->\n\n[^1]: e')).toEqual(['a c', 'e']);
});

test('a heading is where its text begins, under the id that it has on the page', () => {
  const markdown =
    'zero\n\n# One\n\na\n\nb\n\n## Two\n\n## Two\n\nc\n\n> ### Three\n>\n> d\n\n<h4 id="FOUR">four</h4>\n';
  expect(sections(markdown)).toEqual([
    ['', 'zero'],
    ['one', 'a\nb'],
    ['two', ''],
    ['two-1', 'c'],
    ['three', 'd'],
    ['four', ''],
  ]);
  const { html, plainText } = renderPage(markdown, OPTIONS);
  for (const { id } of plainText.headings) expect(html).toContain(`id="${id}"`);
});

test('a heading that has the name of the notes is a heading', () => {
  expect(sections('## Footnote label\n\na')).toEqual([
    ['', ''],
    ['footnote-label', 'a'],
  ]);
});

test('a page that is shown as plain text has the text that is shown, without its front matter', () => {
  const page = renderPage(`---\ntitle: T\n---\n# a\r\n\r\n${'> '.repeat(2000)}b `, OPTIONS);
  expect(page.fallback).toBeDefined();
  expect(page.plainText.headings).toEqual([]);
  expect(page.plainText.text).toBe(`# a\n\n${'> '.repeat(2000)}b`);
});

test('a text is bounded, whatever the page', () => {
  const long = renderPage('a'.repeat(3 * MAX_PAGE_BYTES), OPTIONS);
  expect(long.plainText.text.length).toBe(MAX_PAGE_BYTES);
  const many = renderPage('# a\n\nb\n\n'.repeat(1500), OPTIONS);
  expect(many.headings.length).toBe(1500);
  expect(many.plainText.headings.length).toBe(1000);
  // The others are found as text.
  expect(many.plainText.text.split('\n').filter((line) => line === 'a').length).toBe(500);
  for (const { offset } of many.plainText.headings) expect(offset).toBeLessThanOrEqual(many.plainText.text.length);
});
