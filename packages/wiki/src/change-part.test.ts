import { readFrontMatter, readProperties, setProperties } from '@holt/markdown';
import { seededRandom } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { changePart } from './change-part.ts';
import { WikiError } from './errors.ts';
import type { PartChange } from './page-change.ts';

const PAGE = `---
status: draft
---
# Plan

Intro.

## Goals
- one
- two

### Later

text

## Dates

| a |
| - |
| b |
`;

type WithoutPath<T> = T extends PartChange ? Omit<T, 'path'> : never;
const apply = (text: string, step: WithoutPath<PartChange>) =>
  changePart(text, { ...step, path: 'P' } as PartChange, {});
const insert = (where: 'start' | 'end' | 'before' | 'after', content: string, section?: string) =>
  apply(PAGE, { op: 'insert', where, content, ...(section === undefined ? {} : { section }) });
const replace = (section: string, content: string, page = PAGE) =>
  apply(page, { op: 'replace-section', section, content });

function refusal(work: () => unknown): WikiError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(WikiError);
    return error as WikiError;
  }
  throw new Error('It was not refused.');
}

describe('inserted text', () => {
  it.each([
    ['start', undefined, '# Plan', 'New.\n\n# Plan'],
    ['end', undefined, '| b |\n', '| b |\n\nNew.\n'],
    ['start', 'Plan', 'Intro.', 'New.\n\nIntro.'],
    ['end', 'Plan', '| b |\n', '| b |\n\nNew.\n'],
    ['start', 'Goals', '- one', 'New.\n\n- one'],
    ['end', 'Goals', 'text\n', 'text\n\nNew.\n'],
    ['before', 'Goals', '## Goals', 'New.\n\n## Goals'],
    ['after', 'Goals', 'text\n', 'text\n\nNew.\n'],
    ['before', '# Plan', '# Plan', 'New.\n\n# Plan'],
    ['after', 'dates', '| b |\n', '| b |\n\nNew.\n'],
  ] as const)('goes to the %s of section %s', (where, section, from, to) => {
    expect(insert(where, 'New.', section)).toBe(PAGE.replace(from, to));
  });

  it('goes on with a list, and with a table', () => {
    expect(insert('start', '- zero', 'Goals')).toBe(PAGE.replace('- one', '- zero\n- one'));
    expect(insert('before', '- three', 'Later')).toBe(PAGE.replace('- two\n', '- two\n- three\n'));
    expect(insert('end', '| c |', 'Dates')).toBe(`${PAGE}| c |\n`);
  });

  it.each([
    ['', 'a\n'],
    ['\n\n', '\n\na\n'],
    ['---\nx: y\n---\n', '---\nx: y\n---\na\n'],
    ['---\nx: y\n---', '---\nx: y\n---\na\n'],
    ['\ufeff', '\ufeffa\n'],
    ['\ufeffx\r\n', '\ufeffx\r\n\r\na\r\n'],
  ])('comes to the end of the page %j', (page, expected) => {
    expect(apply(page, { op: 'insert', where: 'end', content: 'a' })).toBe(expected);
  });

  it.each([
    ['# A', '# A\n\nx\n'],
    ['# A\n', '# A\n\nx\n'],
    ['# A\n\n', '# A\n\nx\n'],
    ['# A\n# B\n', '# A\n\nx\n\n# B\n'],
    ['# A\n\n# B\n', '# A\n\nx\n\n# B\n'],
  ])('fills the section of %j', (page, expected) => {
    for (const where of ['start', 'end'] as const) {
      expect(apply(page, { op: 'insert', where, section: 'A', content: 'x' })).toBe(expected);
    }
    expect(replace('A', 'x', page)).toBe(expected);
  });

  it('never becomes front matter', () => {
    for (const [page, where, content] of [
      ['# A\n', 'start', '---\na: b\n---\n'],
      ['---\ntext\n', 'end', 'a\n\n---\n'],
      ['', 'end', '---\n---\n'],
    ] as const) {
      expect(refusal(() => apply(page, { op: 'insert', where, content })).code).toBe('invalid-request');
    }
    expect(apply('---\na: b\n---\n', { op: 'insert', where: 'start', content: '---\nc: d\n---\n' })).toBe(
      '---\na: b\n---\n---\nc: d\n---\n',
    );
  });
});

describe('a replaced section', () => {
  it('keeps its heading, and goes with its subsections', () => {
    const expected = PAGE.replace('- one\n- two\n\n### Later\n\ntext\n', 'New.\n');
    expect(replace('Goals', 'New.')).toBe(expected);
    expect(replace('Goals', '\n\nNew.\n\n')).toBe(expected);
  });

  it('gets another heading where the text brings one', () => {
    expect(replace('Later', '### Soon\n\nNew.')).toBe(PAGE.replace('### Later\n\ntext\n', '### Soon\n\nNew.\n'));
    expect(replace('Later', 'Soon\n---\n')).toBe(PAGE.replace('### Later\n\ntext\n', 'Soon\n---\n'));
    expect(replace('Dates', '## When')).toBe(`${PAGE.slice(0, PAGE.indexOf('## Dates'))}## When\n`);
  });

  it('keeps it where the text begins a subsection', () => {
    expect(replace('Dates', '### 2026\n\nx')).toBe(PAGE.replace(/\| a \|.*/s, '### 2026\n\nx\n'));
  });

  it('can be emptied', () => {
    expect(replace('Later', '')).toBe(PAGE.replace('### Later\n\ntext\n', '### Later\n'));
    expect(replace('A', ' \n', '# A\n\n# B\n')).toBe('# A\n\n# B\n');
  });

  it('takes what looks like front matter for text', () => {
    expect(replace('Later', '---\n## a\n---\n')).toBe(PAGE.replace('text\n', '---\n## a\n---\n'));
  });
});

describe('a section that is not one alone', () => {
  it('is not found: those there are listed', () => {
    const error = refusal(() => insert('end', 'x', 'Nowhere'));
    expect(error).toMatchObject({
      code: 'section-not-found',
      message: expect.stringContaining('It has "# Plan", "## Goals", "### Later", "## Dates".'),
      data: { path: 'P', sections: expect.arrayContaining([{ heading: 'Goals', level: 2, slug: 'goals', line: 8 }]) },
    });
    expect(refusal(() => replace('A', 'x', 'text')).message).toContain('no sections');
    expect(refusal(() => replace('A', 'x', '```\n# A\n```')).code).toBe('section-not-found');
  });

  it('is ambiguous: those meant are listed with their slugs', () => {
    const error = refusal(() => replace('A', 'x', '# A\n\n# B\n\n# A\n'));
    expect(error).toMatchObject({
      code: 'section-ambiguous',
      message: expect.stringContaining('"a" (line 1), "a-1" (line 5)'),
      data: { sections: [{ slug: 'a' }, { slug: 'a-1' }] },
    });
    expect(replace('a-1', 'x', '# A\n\n# B\n\n# A\n')).toBe('# A\n\n# B\n\n# A\n\nx\n');
  });
});

describe('a replaced text', () => {
  const edit = (text: string, oldText: string, newText: string, count?: number) =>
    apply(text, { op: 'edit', oldText, newText, ...(count === undefined ? {} : { count }) });

  it('is replaced as often as was said, if it is there so often', () => {
    expect(edit('a-b-a', 'a', '$&', 2)).toBe('$&-b-$&');
    expect(edit('a-b-a', 'b', '')).toBe('a--a');
    for (const [count, code, found] of [
      [1, 'text-ambiguous', 2],
      [3, 'text-not-found', 2],
    ] as const) {
      expect(refusal(() => edit('a-b-a', 'a', 'c', count))).toMatchObject({ code, data: { count: found } });
    }
    expect(refusal(() => edit('x'.repeat(5000), 'x', 'y', 3)).message).toContain('1000 times or more');
    expect(edit('x'.repeat(5000), 'x', 'y', 5000)).toBe('y'.repeat(5000));
  });

  it('that would make the page far too large is refused before it is made', () => {
    const error = refusal(() => edit('x'.repeat(1_000_000), 'x', 'y'.repeat(1_000_000), 1_000_000));
    expect(error).toMatchObject({ code: 'too-large', data: { path: 'P' } });
  });

  it('is refused where it overlaps itself', () => {
    expect(refusal(() => edit('aaa', 'aa', 'b')).code).toBe('text-ambiguous');
    expect(refusal(() => edit('aaa', 'aa', 'b', 2)).message).toContain('overlapping');
  });

  it('that differs by line ends alone is told so', () => {
    expect(refusal(() => edit('a\r\nb', 'a\nb', 'c')).message).toContain('CR LF');
    expect(refusal(() => edit('a\r\nb', 'a\nc', 'c')).message).not.toContain('CR LF');
  });
});

describe('set properties', () => {
  it('that can’t be are refused, naming the page and why', () => {
    const error = refusal(() => apply('---\na: [\n---\n', { op: 'properties', properties: { b: 1 } }));
    expect(error).toMatchObject({ code: 'invalid-properties', message: expect.stringContaining('"P"') });
    expect(error.message).toContain('not valid YAML');
    expect(apply(PAGE, { op: 'properties', properties: { status: 'done' } })).toBe(PAGE.replace('draft', 'done'));
  });
});

describe('whatever the page', () => {
  const PIECES = [
    ...[
      '# A\n',
      '## B\n',
      '### A\n',
      'B\n===\n',
      'c\n---\n',
      '\n',
      '\n\n',
      '\r\n',
      'text\n',
      'text',
      '- a\n',
      '- b\n',
      '  c\n',
    ],
    ...[
      '1. a\n',
      '> q\n',
      '```\n',
      '~~~\n',
      '<!--\n',
      '-->\n',
      '<div>\n',
      '---\n',
      '---\nx: y\n---\n',
      '|a|\n|-|\n|b|\n',
      '    code\n',
    ],
    ...['\t', '\ufeff', '\u0000', '$$\n', '::: note\n', ':::\n', '[a]: b\n', '[^1]: x\n', '😀', ' \n'],
  ];
  const ALLOWED = ['section-not-found', 'section-ambiguous', 'invalid-properties', 'invalid-request'];

  it('a step changes nothing outside its place, or is refused with its reason', () => {
    const seed = 17;
    const random = seededRandom(seed);
    const below = (count: number) => (((random.bytes(2)[0] ?? 0) << 8) + (random.bytes(1)[0] ?? 0)) % count;
    const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
    const some = (most: number) => Array.from({ length: below(most) }, () => pick(PIECES)).join('');
    const done = { insert: 0, 'replace-section': 0, properties: 0 };
    for (let run = 0; run < 1200; run++) {
      const page = some(14);
      const section = pick(['A', 'B', 'c', 'a-1', '## B']);
      const step = pick<WithoutPath<PartChange> & { op: keyof typeof done }>([
        { op: 'insert', where: pick(['start', 'end']), content: some(4) },
        { op: 'insert', where: pick(['start', 'end', 'before', 'after']), section, content: some(4) },
        { op: 'replace-section', section, content: some(4) },
        { op: 'properties', properties: { x: pick<unknown>([1, null, ['a']]), z: 'w' } },
      ]);
      const what = `seed ${seed}, run ${run}: ${JSON.stringify([page, step])}`;
      let changed: string;
      try {
        changed = apply(page, step);
      } catch (error) {
        if (!(error instanceof WikiError && ALLOWED.includes(error.code))) throw new Error(what, { cause: error });
        continue;
      }
      done[step.op]++;
      if (step.op === 'properties') {
        expect(readProperties(changed), what).toMatchObject({ z: 'w' });
        expect(changed.endsWith(page.slice(readFrontMatter(page).bodyOffset).replace(/^\ufeff/, '')), what).toBe(true);
        continue;
      }
      const [before, after] = around(page, changed);
      const { content } = step;
      const added = changed.slice(before.length, changed.length - after.length);
      expect(withoutEnds(added).length, what).toBeLessThanOrEqual(withoutEnds(content).length);
      if (step.op === 'insert') {
        expect(before.length + after.length, what).toBe(page.length);
        expect(changed.length - page.length, what).toBeLessThanOrEqual(content.replace(/\n/g, '\r\n').length + 6);
      }
      expect(readFrontMatter(changed).bodyOffset > 0, what).toBe(readFrontMatter(page).bodyOffset > 0);
    }
    for (const count of Object.values(done)) expect(count).toBeGreaterThan(20);
  });

  it('a replaced section leaves every byte before its text and after it', () => {
    const body = (lineEnd: string) => ['# A', '', 'x', '', '## B ', 'old', '', '', '# C', 'z'].join(lineEnd);
    for (const lineEnd of ['\n', '\r\n']) {
      const page = `---${lineEnd}k:   v # c${lineEnd}---${lineEnd}${body(lineEnd)}`;
      const changed = replace('B', 'new\nlines', page);
      expect(changed).toBe(page.replace('old', `new${lineEnd}lines`));
    }
  });

  it('properties set and removed again leave the page as it was', () => {
    for (const page of [PAGE, PAGE.replaceAll('\n', '\r\n')]) {
      expect(setProperties(setProperties(page, { new: [1] }), { new: null })).toBe(page);
    }
  });
});

/** The longest beginning and end that two texts have in common, one beside the other. */
function around(a: string, b: string): [before: string, after: string] {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return [a.slice(0, start), a.slice(a.length - end)];
}

function withoutEnds(text: string): string {
  return text.replace(/[\r\n]/g, '');
}
