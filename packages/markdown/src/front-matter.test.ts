import { expect, test } from 'vitest';
import { readFrontMatter } from './front-matter.ts';

test('scalars, lists and maps become text, the title apart', () => {
  const markdown = '---\ntitle: The page\ntags: [a, b]\ndate: 2026-11-21\nmap: {x: 1}\ndone: true\n---\nbody';
  const result = readFrontMatter(markdown);
  expect(result).toEqual({
    title: 'The page',
    titleEmpty: false,
    properties: [
      ['tags', 'a, b'],
      ['date', '2026-11-21'],
      ['map', 'x: 1'],
      ['done', 'true'],
    ],
    bodyOffset: markdown.indexOf('body'),
  });
});

test.each(['title:', 'title: ""', 'title: "  "', 'title: null', 'title: "\\u200b"'])('%j is an empty title', (line) => {
  const result = readFrontMatter(`---\n${line}\n---\n`);
  expect(result.titleEmpty).toBe(true);
  expect(result.title).toBeUndefined();
});

test.each(['', 'text', '--\na: b\n--', '\n---\na: b\n---', '---', '---\na: b', '----\na: b\n----', '--- x\na: b\n---'])(
  '%j has no front matter',
  (markdown) => {
    expect(readFrontMatter(markdown)).toEqual({ properties: [], bodyOffset: 0, titleEmpty: false });
  },
);

test.each(['---\n---\nx', '---\n\n---\nx', '---\n# comment\n---\nx'])('%j has empty front matter', (markdown) => {
  expect(readFrontMatter(markdown)).toEqual({ properties: [], bodyOffset: markdown.length - 1, titleEmpty: false });
});

test.each([
  '---\ntitle: [\n---\nx',
  '---\na: 1\na: 2\n---\nx',
  '---\n- list\n---\nx',
  '---\njust text\n---\nx',
  `---\na: ${'x'.repeat(20_000)}\n---\nx`,
  `---\na: ${'['.repeat(10_000)}\n---\nx`,
  '---\na: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c]\n---\nx',
])('%.40j is told in `error`, and is no part of the body', (markdown) => {
  const result = readFrontMatter(markdown);
  expect(result.error).toMatch(/^The front matter .*[.:]/);
  expect(result.error).not.toContain('\n');
  expect(markdown.slice(result.bodyOffset)).toBe('x');
  expect(result.properties).toEqual([]);
});

test('line ends of CR LF are no part of values', () => {
  const page = '---\r\ntitle: "The page"\r\nstatus: "done"\r\n---\r\n';
  expect(readFrontMatter(page)).toMatchObject({ title: 'The page', properties: [['status', 'done']] });
});
