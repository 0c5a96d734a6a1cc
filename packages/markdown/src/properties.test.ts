import { describe, expect, test } from 'vitest';
import { readFrontMatter } from './front-matter.ts';
import { PropertiesError } from './properties-error.ts';
import { readProperties } from './read-properties.ts';
import { readTags } from './read-tags.ts';
import { setProperties } from './set-properties.ts';
import { SeededDice } from './testing/seeded-dice.ts';

const PAGE = `---
# The head of it
title: "A page"   # shown
tags: [one, two]  # flow
owners:           # by name
  - ada   # since May
  - bob
status:   draft

# Dates
due: 2026-11-21
notes: |
  first
  # no comment

'odd key': {a: 1}
empty:
---
# Body

status: not this
`;

describe('properties as values', () => {
  test('are those of the YAML, the title among them', () => {
    expect(readProperties(PAGE)).toEqual({
      title: 'A page',
      tags: ['one', 'two'],
      owners: ['ada', 'bob'],
      status: 'draft',
      due: '2026-11-21',
      notes: 'first\n# no comment\n',
      'odd key': { a: 1 },
      empty: null,
    });
  });

  test.each([
    ['no front matter', 'text\n'],
    ['front matter that never ends', '---\na: b\n'],
    ['YAML that is wrong', '---\na: [\n---\n'],
    ['a list', '---\n- a\n---\n'],
    ['nothing', '---\n---\n'],
    ['too much', `---\na: ${'x'.repeat(20_000)}\n---\n`],
    ['too many aliases', '---\na: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c]\n---\n'],
  ])('are none of %s', (_what, markdown) => {
    expect(readProperties(markdown)).toEqual({});
  });

  test('are bounded, and JSON whatever the YAML is', () => {
    const values = readProperties(
      `---\nself: &a [1, *a]\n1: .inf\nnull: .nan\ntrue: 0x1F\n__proto__: x\n? [a]\n: y\nset: !!set {z}\n---\n`,
    );
    expect(JSON.parse(JSON.stringify(values))).toEqual(values);
    expect(values).toMatchObject({ 1: 'Infinity', null: 'NaN', true: 31, 'a list': 'y', set: ['z'] });
    expect(Object.keys(values)).toContain('__proto__');
    expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
    const many = readProperties(`---\n${Array.from({ length: 2500 }, (_, i) => `${i}:`).join('\n')}\n---\n`);
    expect(Object.keys(many)).toHaveLength(2000);
  });

  test.each([
    ['tags: [a, b, a]', ['a', 'b']],
    ['tags: a b', ['a', 'b']],
    ['tags: "#a, #b/c"', ['a', 'b/c']],
    ['tags:\n  - two words\n  - "#a"\n  - 2026', ['two words', 'a', '2026']],
    ['tag: a\ntags: [b]', ['a', 'b']],
    ['Tags: a', ['a']],
    ['tags:', []],
    ['tags: {a: b}', []],
    ['tags: [[a], "", "#"]', []],
    ['title: tags', []],
  ])('%j has the tags %j', (yaml, tags) => {
    expect(readTags(`---\n${yaml}\n---\n`)).toEqual(tags);
  });
});

describe('setting properties', () => {
  const swap = (from: string, to: string) => {
    expect(PAGE).toContain(from);
    return PAGE.replace(from, to);
  };

  test.each<[string, Record<string, unknown>, string]>([
    ['a text', { status: 'done' }, swap('status:   draft', 'status:   done')],
    ['in its quotes', { title: 'B: "c"' }, swap('"A page"   # shown', '"B: \\"c\\""   # shown')],
    ['a list in brackets', { tags: ['x'] }, swap('[one, two]  # flow', '[x]  # flow')],
    ['a list line by line', { owners: ['bob', 'eve'] }, swap('  - ada   # since May\n  - bob', '  - bob\n  - eve')],
    ['a date as text', { due: '2027-01-01' }, swap('2026-11-21', '2027-01-01')],
    ['what is empty', { empty: 7 }, swap('empty:', 'empty: 7')],
    ['a text of lines', { notes: 'a\nb\n' }, swap('  first\n  # no comment\n', '  a\n  b\n')],
    ['lines by one', { notes: 'a' }, swap('notes: |\n  first\n  # no comment\n', 'notes: a\n')],
    ['one by lines', { status: 'a\nb' }, swap('status:   draft\n', 'status: |-\n  a\n  b\n')],
    [
      'what is new',
      { 'new one': ['a', true] },
      swap('empty:\n', 'empty:\nnew one: [ "a", true ]\n').replace('[ "a", true ]', '[a, true]'),
    ],
    ['a text that looks like a number', { status: '12' }, swap('status:   draft', 'status:   "12"')],
    ['nothing new', { status: 'draft', tags: ['one', 'two'], gone: null }, PAGE],
    ['nothing any more', { status: null }, swap('status:   draft\n', '')],
    ['no list any more', { owners: null }, swap('owners:           # by name\n  - ada   # since May\n  - bob\n', '')],
    ['no lines any more', { notes: null }, swap('notes: |\n  first\n  # no comment\n', '')],
    [
      'several at once',
      { due: null, status: 'b', x: 1 },
      swap('due: 2026-11-21\n', '').replace('draft', 'b').replace('empty:\n', 'empty:\nx: 1\n'),
    ],
  ])('writes %s and leaves the rest as it is', (_what, set, expected) => {
    expect(setProperties(PAGE, set)).toBe(expected);
  });

  test('keeps CR LF', () => {
    const page = PAGE.replaceAll('\n', '\r\n');
    const set = { status: 'a\nb', new: { x: [1, { y: 2 }] }, owners: ['c'] };
    const changed = setProperties(page, set);
    expect(changed.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(changed).toBe(setProperties(PAGE, set).replaceAll('\n', '\r\n'));
    expect(readProperties(changed)).toMatchObject(set);
  });

  test.each([
    ['', '---\na: 1\n---\n'],
    ['Text\n', '---\na: 1\n---\n\nText\n'],
    ['\nText\n', '---\na: 1\n---\n\nText\n'],
    ['\ufeff# T\r\n', '\ufeff---\r\na: 1\r\n---\r\n\r\n# T\r\n'],
    ['---\nno end\n', '---\na: 1\n---\n\n---\nno end\n'],
    ['---\n---\nText', '---\na: 1\n---\nText'],
    ['---\n# only this\n---\n', '---\n# only this\na: 1\n---\n'],
    ['---\nb: 2\n---', '---\nb: 2\na: 1\n---'],
    ['---\n  b: 2\n---\n', '---\n  b: 2\n  a: 1\n---\n'],
  ])('begins or goes on with front matter: %j', (page, expected) => {
    expect(setProperties(page, { a: 1 })).toBe(expected);
  });

  test('takes the front matter away with the last entry, unless the body would become one', () => {
    expect(setProperties('---\na: 1\n---\n# T\n', { a: null })).toBe('# T\n');
    expect(setProperties('\ufeff---\na: 1\n---\n# T\n', { a: null })).toBe('\ufeff# T\n');
    expect(setProperties('---\na: 1\n# kept\n---\n# T\n', { a: null })).toBe('---\n# kept\n---\n# T\n');
    expect(setProperties('---\na: 1\n---\n---\nb: 2\n---\n', { a: null })).toBe('---\n---\n---\nb: 2\n---\n');
    expect(setProperties('Text', { a: null })).toBe('Text');
  });

  test('sets the title as the page spells it', () => {
    expect(setProperties('---\nTitle: a\n---\n', { title: 'b' })).toBe('---\nTitle: b\n---\n');
  });

  test('writes YAML anew that can’t be changed in part', () => {
    expect(setProperties('---\n{a: 1, b: x}\n---\n', { b: 'y', c: null })).toBe('---\n{a: 1, b: y}\n---\n');
    expect(readProperties(setProperties('---\n? a\n: b\nc: d # e\n---\n', { a: 'x' }))).toEqual({ a: 'x', c: 'd' });
    const anchored = setProperties('---\na: &x 1 # one\nb: *x\n---\n', { c: 2 });
    expect(anchored).toBe('---\na: &x 1 # one\nb: *x\nc: 2\n---\n');
  });

  const circle: unknown[] = [];
  circle.push(circle);
  test.each<[string, string, Record<string, unknown>]>([
    ['YAML that is wrong', '---\na: [\n---\n', { b: 1 }],
    ['a list', '---\n- a\n---\n', { b: 1 }],
    ['too much of it', `---\na: ${'x'.repeat(20_000)}\n---\n`, { b: 1 }],
    ['what others refer to', '---\na: &x 1\nb: *x\n---\n', { a: null }],
    ['a text that is too long', '', { a: 'x'.repeat(16_384) }],
    ['a text that is too long for what is there', `---\na: ${'x'.repeat(10_000)}\n---\n`, { b: 'y'.repeat(10_000) }],
    ['half a character', '', { a: '\ud800' }],
    ['half a character in a name', '', { '\udc00': 1 }],
    ['no name', '', { '': 1 }],
    ['no number', '', { a: Number.NaN }],
    ['undefined', '', { a: undefined }],
    ['a function', '', { a: () => 1 }],
    ['a circle', '', { a: circle }],
    ['more than a page holds', '', { a: Array.from({ length: 3000 }, () => 1) }],
  ])('refuses %s and says what to do', (_what, page, set) => {
    expect(() => setProperties(page, set)).toThrow(PropertiesError);
    expect(() => setProperties(page, set)).toThrow(/(?:Edit|Put|Mend|Make|needs|must be)/);
  });

  test('whatever the values, they come back, and nothing else changes', () => {
    const seed = 11;
    const dice = new SeededDice(seed);
    const words = [
      'a',
      'yes',
      'no',
      '~',
      '1',
      '1e3',
      '0x1',
      '- x',
      '# x',
      'a: b',
      '---',
      '...',
      '"',
      "'",
      '{',
      ']',
      '&a',
      '*a',
      '!t',
      '|',
      '>',
      '%',
      '@',
      '`',
      ' a',
      'a ',
      '\t',
      '\n',
      '\r',
      '\r\n',
      '\u0000',
      '\u0085',
      '\u2028',
      '\ufeff',
      'é',
      '😀',
      '',
      '=',
      '<<',
      '\\',
      '?',
      ': ',
      ' #',
    ];
    const text = () => Array.from({ length: dice.below(4) }, () => dice.pick(words)).join('');
    const value = (depth: number): unknown => {
      const kinds: (() => unknown)[] = [
        text,
        text,
        () => dice.below(1000) - 500,
        () => dice.fraction(),
        () => dice.below(2) === 0,
      ];
      if (depth < 3) {
        kinds.push(() => Array.from({ length: dice.below(4) }, () => value(depth + 1)));
        kinds.push(() => Object.fromEntries(Array.from({ length: dice.below(3) }, () => [text(), value(depth + 1)])));
      }
      if (depth > 0) kinds.push(() => null);
      return dice.pick(kinds)();
    };
    const entries = PAGE.slice(4, PAGE.indexOf('\n---', 4)).split(/\n(?=\S)/);
    for (let run = 0; run < 2000; run++) {
      const chosen = entries.filter(() => dice.below(2) === 0);
      const yaml = chosen.map((entry) => `${entry}\n`).join('');
      const body = dice.pick(['', '# Body\n', '\n\ntext', '---\nx: y\n---\n', 'x\n---\ny']);
      const plain = chosen.length === 0 ? body : `---\n${yaml}---\n${body}`;
      const page = dice.below(3) === 0 ? plain.replaceAll('\n', '\r\n') : plain;
      const name = dice.pick(['title', 'status', 'owners', 'notes', 'odd key', 'new', 'empty', text() || 'x']);
      const set = { [name]: dice.below(4) === 0 ? null : value(0) };
      const what = `seed ${seed}, run ${run}: ${JSON.stringify([page, set])}`;
      const before = readProperties(page);
      const changed = setProperties(page, set);

      const expected = { ...before, ...set };
      if (set[name] === null) delete expected[name];
      expect(readProperties(changed), what).toEqual(expected);
      expect(readFrontMatter(changed).error, what).toBeUndefined();
      const bodyOf = (markdown: string) => markdown.slice(readFrontMatter(markdown).bodyOffset);
      expect(bodyOf(changed).endsWith(bodyOf(page)), what).toBe(true);
      expect(bodyOf(changed).length - bodyOf(page).length, what).toBeLessThanOrEqual(2);
      for (const entry of chosen) {
        const isSet =
          entry
            .replace(/^(?:#.*\n|\n)+/, '')
            .replace(/^'|:.*/gs, '')
            .replace(/'$/, '') === name;
        const lines = page.includes('\r\n') ? entry.replaceAll('\n', '\r\n') : entry;
        if (!isSet) expect(changed, what).toContain(lines);
      }
      expect(setProperties(changed, set), what).toBe(changed);
    }
  });

  test('whatever the page, it is set or refused, and the body stays', () => {
    const seed = 13;
    const dice = new SeededDice(seed);
    const pieces = [
      'a',
      'b',
      ': ',
      ':',
      '\n',
      '\r\n',
      '\r',
      '  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ', ',
      '"',
      "'",
      '|',
      '>',
      '|+',
      '#',
      ' # c',
      '&x ',
      '*x',
      '!t ',
      '? ',
      '<<',
      '---\n',
      '...\n',
      '%YAML 1.2\n',
      '\t',
      '\u0000',
      '\ufeff',
      '\ud800',
      'a: b\n',
      'c:\n  - d\n',
      'e: |\n  f\n',
      '~',
      '\n\n',
    ];
    let changedPages = 0;
    for (let run = 0; run < 4000; run++) {
      const yaml = Array.from({ length: dice.below(8) }, () => dice.pick(pieces)).join('');
      const page = `---\n${yaml}\n---\nbody`;
      const set = { [dice.pick(['a', 'b', 'c', 'e', 'x'])]: dice.pick<unknown>([1, 'x', null, ['y'], 'p\nq']) };
      const what = `seed ${seed}, run ${run}: ${JSON.stringify([page, set])}`;
      try {
        const changed = setProperties(page, set);
        if (changed !== page) changedPages++;
        const { bodyOffset } = readFrontMatter(page);
        expect(changed.endsWith(page.slice(bodyOffset)), what).toBe(true);
        const [[name, value]] = Object.entries(set) as [[string, unknown]];
        expect(readProperties(changed)[name] ?? null, what).toEqual(value);
      } catch (error) {
        if (!(error instanceof PropertiesError)) throw new Error(what, { cause: error });
      }
    }
    expect(changedPages).toBeGreaterThan(500);
  });
});
