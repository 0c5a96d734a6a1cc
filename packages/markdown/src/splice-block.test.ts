import { describe, expect, test } from 'vitest';
import { contentRange, spliceBlock } from './splice-block.ts';

/** What is put where `^` is, or in place of what is between two of them. */
function splice(marked: string, content: string): string {
  const [before = '', middle = '', after] = marked.split('^');
  const markdown = marked.replaceAll('^', '');
  const end = after === undefined ? before.length : before.length + middle.length;
  return spliceBlock(markdown, { start: before.length, end }, content, 0);
}

describe('a text spliced into a page', () => {
  test.each([
    ['', 'a', 'a\n'],
    ['x\n^', 'a', 'x\n\na\n'],
    ['x^', 'a', 'x\n\na\n'],
    ['x\n\n^', 'a', 'x\n\na\n'],
    ['^x\n', 'a', 'a\n\nx\n'],
    ['^\nx\n', 'a', 'a\n\nx\n'],
    ['x\n^\n# Y\n', 'a', 'x\n\na\n\n# Y\n'],
    ['x\n^# Y\n', '\n \na\n\nb\n\n\n', 'x\n\na\n\nb\n\n# Y\n'],
    ['x\n\n^y\n^\nz\n', 'a', 'x\n\na\n\nz\n'],
    ['x\n\n^y\n^\nz\n', ' \n', 'x\n\n\nz\n'],
    ['x\n^', '    code', 'x\n\n    code\n'],
  ])('has blank lines around: %j with %j', (marked, content, expected) => {
    expect(splice(marked, content)).toBe(expected);
  });

  test.each([
    ['- a\n^', '- b', '- a\n- b\n'],
    ['^- a\n', '- b', '- b\n- a\n'],
    ['- a\n^- c\n', '- b', '- a\n- b\n- c\n'],
    ['- a\n  more\n  - deep\n^', '- b', '- a\n  more\n  - deep\n- b\n'],
    ['- [ ] a\n^', '- [x] b\n  text', '- [ ] a\n- [x] b\n  text\n'],
    ['1. a\n2. b\n^', '3. c', '1. a\n2. b\n3. c\n'],
    ['Text:\n- a\n^', '- b', 'Text:\n- a\n- b\n'],
    ['# A\n1) a\n^', '2) b', '# A\n1) a\n2) b\n'],
    ['- a\n\n- b\n^', '- c', '- a\n\n- b\n\n- c\n'],
    ['- a\n^', '* b', '- a\n\n* b\n'],
    ['- a\nlazy\n^', '- b', '- a\nlazy\n\n- b\n'],
    ['- a\n^', 'text', '- a\n\ntext\n'],
    ['```\n- a\n```\n^', '- b', '```\n- a\n```\n\n- b\n'],
    ['| a |\n| - |\n| b |\n^', '| c |', '| a |\n| - |\n| b |\n| c |\n'],
    ['| a |\n| - |\n| b |\n^', '| c |\n| - |\n', '| a |\n| - |\n| b |\n\n| c |\n| - |\n'],
    ['x\n| b |\n^', '| c |', 'x\n| b |\n\n| c |\n'],
  ])('goes on with a list or a table: %j with %j', (marked, content, expected) => {
    expect(splice(marked, content)).toBe(expected);
  });

  test.each([
    ['x\r\n^', 'a\nb', 'x\r\n\r\na\r\nb\r\n'],
    ['x\n^', 'a\r\nb', 'x\n\na\nb\n'],
    ['x\r^', 'a\nb', 'x\r\ra\rb\r'],
    ['', 'a\r\nb', 'a\nb\n'],
  ])('has the page’s line ends: %j with %j', (marked, content, expected) => {
    expect(splice(marked, content)).toBe(expected);
  });

  test('wants no blank line after what is above the floor', () => {
    const page = '---\na: b\n---\n';
    expect(spliceBlock(page, { start: page.length, end: page.length }, 'x', page.length)).toBe(`${page}x\n`);
    const open = '---\na: b\n---';
    expect(spliceBlock(open, { start: open.length, end: open.length }, 'x', open.length)).toBe(`${open}\nx\n`);
  });
});

test.each([
  ['\n \nx\n\n', 3, 5],
  ['x', 0, 1],
  ['\r\n\r\nx\r\ny\r\n\t\r\n', 4, 10],
  ['\rx\r\r', 1, 3],
  ['\n\n', 2, 2],
  ['', 0, 0],
])('the content of %j is between %i and %i', (markdown, start, end) => {
  expect(contentRange(markdown, { start: 0, end: markdown.length })).toEqual({ start, end });
  const inside = `a\n${markdown}`;
  expect(contentRange(inside, { start: 2, end: inside.length })).toEqual({ start: start + 2, end: end + 2 });
});
