import { describe, expect, test } from 'vitest';
import { findSections } from './find-sections.ts';
import { isPlainText } from './is-plain-text.ts';
import { listSections, type Section } from './list-sections.ts';
import { renderPage } from './render-page.ts';
import { SeededDice } from './testing/seeded-dice.ts';

const PAGE = `---
title: Front
# Not a heading
---
Before.

# Plan

Intro.

## Goals
one

### Deep

## Goals

two

Setext
over two lines
---

text

# End
`;

const names = (sections: readonly Section[]) => sections.map(({ level, slug }) => `${level} ${slug}`);
const texts = (markdown: string, name: string) =>
  findSections(markdown, name).map(({ start, end }) => markdown.slice(start, end));

describe('the sections of a page', () => {
  test('are its headings, with level, slug, line and what is under them', () => {
    const sections = listSections(PAGE);
    expect(names(sections)).toEqual(['1 plan', '2 goals', '3 deep', '2 goals-1', '2 setext-over-two-lines', '1 end']);
    expect(sections.map(({ line }) => line)).toEqual([7, 11, 14, 16, 20, 26]);
    expect(sections.map(({ start, end }) => PAGE.slice(start, end))).toEqual([
      PAGE.slice(PAGE.indexOf('# Plan'), PAGE.indexOf('# End')),
      '## Goals\none\n\n### Deep\n\n',
      '### Deep\n\n',
      '## Goals\n\ntwo\n\n',
      'Setext\nover two lines\n---\n\ntext\n\n',
      '# End\n',
    ]);
    expect(sections.map(({ bodyStart, end }) => PAGE.slice(bodyStart, end))[4]).toBe('\ntext\n\n');
  });

  test.each([
    ['fenced code', '```\n# a\n```'],
    ['fenced code with tildes that never ends', '~~~\n# a\n```\n# b'],
    ['indented code', 'x\n\n    # a'],
    ['a quote', '> # a\n> text'],
    ['a callout', '> [!note]\n> ## a'],
    ['a list', '- # a\n\n  b\n  ==='],
    ['HTML', '<div>\n# a\n</div>'],
    ['a comment', '<!--\n# a\n\n# b\n-->'],
    ['a block of colons', '::: note\n# a\n:::'],
    ['a formula', '$$\n# a\n$$'],
    ['front matter', '---\n# a\n---'],
    ['no heading at all', '#a\n\n\\# b\n\n####### c'],
  ])('are none in %s', (_where, markdown) => {
    expect(listSections(markdown)).toEqual([]);
  });

  test.each(['\n', '\r\n', '\r'])('are found with line ends %j, also behind a byte order mark', (lineEnd) => {
    const markdown = `\ufeff# A${lineEnd}${lineEnd}x${lineEnd}B${lineEnd}===${lineEnd}y`;
    const parts = listSections(markdown).map(({ start, bodyStart, end }) => [
      markdown.slice(start, bodyStart),
      markdown.slice(bodyStart, end),
    ]);
    expect(parts).toEqual([
      [`# A${lineEnd}`, lineEnd],
      [`x${lineEnd}B${lineEnd}===${lineEnd}`, 'y'],
    ]);
  });

  test('end at headings without text, which make none', () => {
    const markdown = '## A\n\na\n\n##\n\nb\n\n### C\n';
    expect(listSections(markdown).map(({ start, end }) => markdown.slice(start, end))).toEqual([
      '## A\n\na\n\n',
      '### C\n',
    ]);
  });

  test('have the ids of the page as it is shown', () => {
    const markdown =
      '# A *b* `c` [d](e)\n\n<a id="same"></a>\n\n## Same\n\n> ## Same\n\n## Same\n\n## ![alt](x.png)\n\n## $a^2$ [[Page|text]]\n\n## ==Ä== ö\n\n## 日本\n\n## ???\n\n*[ö]: x\n';
    const shown = renderPage(markdown, { wiki: { owner: 'me', name: 'notes' }, path: 'P' }).headings.map(
      ({ id }) => id,
    );
    expect(shown).toHaveLength(9);
    shown.splice(shown.indexOf('same-2'), 1);
    expect(listSections(markdown).map(({ slug }) => slug)).toEqual(shown);
  });

  test('are none of a page that is shown as plain text', () => {
    const plain = `# A\n\n${'> '.repeat(50)}a`;
    expect(listSections(plain)).toEqual([]);
    expect([plain, '# A\n\na', 'a'].map((text) => isPlainText(text))).toEqual([true, false, false]);
  });
});

describe('a name', () => {
  test.each([
    ['Plan', 1],
    ['# Plan', 1],
    ['plan', 1],
    ['PLAN', 1],
    ['#plan', 1],
    ['### Plan', 1],
    [' Deep ', 1],
    ['setext over two lines', 1],
    ['goals', 1],
    ['goals-1', 1],
    ['GOALS', 2],
    ['Goals', 2],
    ['Front', 0],
    ['', 0],
    ['#', 0],
    ['Pla', 0],
  ])('%j means %i', (name, count) => {
    expect(findSections(PAGE, name)).toHaveLength(count);
  });

  test('with # tells sections of one text apart by their level', () => {
    const markdown = '# A\n\n## A\n\ntext\n';
    expect(texts(markdown, '## A')).toEqual(['## A\n\ntext\n']);
    expect(findSections(markdown, 'A')).toHaveLength(2);
    expect(findSections(markdown, '### A')).toHaveLength(2);
  });

  test('in its own case comes alone, and by its slug where no text is so', () => {
    expect(texts('# To do\n\n# TO DO\n\n# to-do-1\n', 'to do')).toEqual(['# To do\n\n', '# TO DO\n\n']);
    expect(texts('# To do\n\n# TO DO\n', 'TO DO')).toEqual(['# TO DO\n']);
    expect(texts('# To do\n\n# TO DO\n', 'to-do-1')).toEqual(['# TO DO\n']);
  });

  test('may be copied as the heading is written', () => {
    const markdown = '## The `x` of [y](z) ##\n\na\n\n## The x of\n';
    expect(texts(markdown, '## The `x` of [y](z)')).toEqual([markdown.slice(0, markdown.lastIndexOf('##'))]);
    expect(findSections(markdown, 'The `x` of [y](z)')).toHaveLength(1);
  });

  test('of more than 1,000 characters means none, and a heading as long still goes by its beginning', () => {
    const heading = 'word '.repeat(300).trim();
    const markdown = `# ${heading}\n\ntext\n`;
    const [section] = listSections(markdown);
    expect(findSections(markdown, heading)).toEqual([]);
    expect(findSections(markdown, section?.heading ?? '')).toEqual([section]);
    expect(findSections(markdown, heading.slice(0, 1000).trim())).toEqual([section]);
  });

  test('takes little time, whatever combining marks it and the headings have', () => {
    const marks = (count: number) => '\u0315'.repeat(count / 2) + '\u0300'.repeat(count / 2);
    const headings = Array.from({ length: 40 }, (_, index) => `## ${index}\n`).join('\n');
    const before = process.cpuUsage();
    expect(findSections(headings, marks(100_000))).toEqual([]);
    expect(findSections(`# x${marks(500_000)}\n\n## A\n`, 'a')).toHaveLength(1);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  });

  test('of another Unicode form is the same', () => {
    expect(findSections('# Cafe\u0301\n', 'Café')).toHaveLength(1);
  });
});

test('whatever the text, sections lie in the page, in order, inside one another or apart', () => {
  const seed = 7;
  const dice = new SeededDice(seed);
  const pieces = [
    ...[
      '# a\n',
      '## b\n',
      '### a ###\n',
      'c\n===\n',
      'd\n---\n',
      '\n',
      '\r\n',
      '\r',
      'text',
      '- ',
      '> ',
      '```\n',
      '~~~\n',
    ],
    ...[
      '<!--',
      '-->',
      '<div>\n',
      '---\n',
      'x: y\n',
      '    ',
      '\t',
      '\ufeff',
      '\u0000',
      '$$\n',
      '::: note\n',
      ':::\n',
      '[a]: b\n',
    ],
    ...['|a|\n|-|\n', '[^1]: ', '[^1]', '\ud800', '😀', '#', '*', '`'],
  ];
  for (let run = 0; run < 500; run++) {
    const markdown = Array.from({ length: dice.below(30) }, () => dice.pick(pieces)).join('');
    const what = `seed ${seed}, run ${run}: ${JSON.stringify(markdown)}`;
    const sections = listSections(markdown);
    const open: Section[] = [];
    for (const section of sections) {
      const { start, bodyStart, end, heading, slug } = section;
      while ((open.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= start) open.pop();
      expect(start < bodyStart && bodyStart <= end && end <= (open.at(-1)?.end ?? markdown.length), what).toBe(true);
      expect(start >= (open.at(-1)?.bodyStart ?? 0), what).toBe(true);
      expect(heading !== '' && slug !== '', what).toBe(true);
      expect(findSections(markdown, slug).length, what).toBeGreaterThan(0);
      open.push(section);
    }
    expect(new Set(sections.map(({ slug }) => slug)).size, what).toBe(sections.length);
  }
});
