import { describe, expect, test } from 'vitest';
import { readTitle } from './read-title.ts';
import { renderPage } from './render-page.ts';

const WIKI = { owner: 'me', name: 'notes' };

const titles: [markdown: string, title: string, hasTitleHeading: boolean][] = [
  ['# One', 'One', true],
  ['text\n\n# One', 'One', true],
  ['Setext\n===', 'Setext', true],
  ['Two\nlines\n---', 'Two lines', true],
  ['## Two', 'Two', true],
  ['# Two 2\r# Three', 'Two 2', true],
  ['# Größe 日本 #\n', 'Größe 日本', true],
  ['# Two  spaces ', 'Two spaces', true],
  ['# Two\n===', 'Two', true],
  ['####### Seven\n\n# One', 'One', true],
  ['#One\n\n# Two', 'Two', true],
  ['text\n\n## Two', 'Two', false],
  ['---\ntitle: Given\n---\n# Other', 'Given', true],
  ['---\ntitle: Given\n---\ntext\n\n# Other', 'Given', false],
  ['---\ntitle: Given\n---\ntext\n\n# Given', 'Given', true],
  ['---\ntitle: 2024\n---\n', '2024', false],
  ['---\ntitle: "  "\n---\n# One', 'One', true],
  ['---\ntitle: [a]\n---\n# One', 'One', true],
  ['---\r\ntitle: Given\r\n---\r\n', 'Given', false],
  ['\ufeff---\ntitle: Given\n---\n', 'Given', false],
  ['---\nno end\n\n# One', 'One', true],
  ['```\n# code\n```\n\n# One', 'One', true],
  ['~~~\n# code\n', 'A Page', false],
  ['    # code\n\n# One', 'One', true],
  ['> # quoted\n\n- # item\n\n# One', 'One', false],
  ['<!--\n# comment\n-->\n\n# One', 'One', true],
  ['#\n\n# One', 'One', true],
  ['# With `code`, *emphasis* and [a link](x)', 'With code, emphasis and a link', true],
  ['# [Text][ref]\n\n[ref]: /u', 'Text', true],
  ['# [[Wiki|label]] here', 'label here', true],
  ['# a\u202eb\u0000c', 'ab\ufffdc', true],
  ['# &lt;b&gt; &amp; <kbd>K</kbd>', '<b> & K', true],
  ['', 'A Page', false],
  ['just text', 'A Page', false],
];

describe('the title', () => {
  test.each(titles)('of %j is %j', (markdown, title, hasTitleHeading) => {
    expect(readTitle(markdown, 'folder/A_Page')).toBe(title);
    const page = renderPage(markdown, { wiki: WIKI, path: 'folder/A_Page' });
    expect(page.title).toBe(title);
    expect(page.hasTitleHeading).toBe(hasTitleHeading);
  });

  test('is cut when it is very long', () => {
    const title = readTitle(`# ${'😀 word '.repeat(10_000)}`, 'Page');
    expect(title.length).toBeLessThanOrEqual(200);
    expect(title.isWellFormed()).toBe(true);
    expect(title).toMatch(/…$/);
  });

  test('of a page that is too intricate is its first line that looks like a heading', () => {
    const markdown = `# The title\n\n${'> '.repeat(100)}`;
    expect(readTitle(markdown, 'Page')).toBe('The title');
    expect(renderPage(markdown, { wiki: WIKI, path: 'Page' }).title).toBe('The title');
  });

  test('costs no parse of the rest of the page', () => {
    const rest = 'A paragraph with *marks*.\n\n'.repeat(8000);
    readTitle('# warm', 'Page');
    const before = process.cpuUsage();
    expect(readTitle(`# One\n\n${rest}`, 'Page')).toBe('One');
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(200);
  });
});
