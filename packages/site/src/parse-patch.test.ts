import { expect, test } from 'vitest';
import { parsePatch } from './parse-patch.ts';

test('a changed, a new, a deleted, a renamed and a binary file are told apart', () => {
  const files = parsePatch(
    [
      'diff --git a/a b.md b/a b.md',
      'index 1..2 100644',
      '--- a/a b.md\t',
      '+++ b/a b.md\t',
      '@@ -3,2 +3,3 @@ # Heading',
      ' same',
      '-old',
      '+new',
      '+more',
      'diff --git a/new.md b/new.md',
      'new file mode 100644',
      '--- /dev/null',
      '+++ b/new.md',
      '@@ -0,0 +1 @@',
      '+text',
      '\\ No newline at end of file',
      'diff --git a/gone.md b/gone.md',
      'deleted file mode 100644',
      '--- a/gone.md',
      '+++ /dev/null',
      '@@ -1,2 +0,0 @@',
      '-a',
      '-b',
      'diff --git a/from.md b/to.md',
      'similarity index 100%',
      'rename from from.md',
      'rename to to.md',
      'diff --git a/den.png b/den.png',
      'new file mode 100644',
      'Binary files /dev/null and b/den.png differ',
      '',
    ].join('\n'),
  );
  expect(files.map(({ path, kind, binary, hunks }) => [path, kind, binary, hunks.length])).toEqual([
    ['a b.md', 'modified', false, 1],
    ['new.md', 'added', false, 1],
    ['gone.md', 'deleted', false, 1],
    ['to.md', 'renamed', false, 0],
    ['den.png', 'added', true, 0],
  ]);
  expect(files[3]?.from).toBe('from.md');
  expect(files[0]?.hunks[0]).toEqual({
    start: 3,
    count: 3,
    section: '# Heading',
    lines: [
      { kind: 'context', text: 'same' },
      { kind: 'removed', text: 'old' },
      { kind: 'added', text: 'new' },
      { kind: 'added', text: 'more' },
    ],
  });
  expect(files[1]?.hunks[0]?.lines.at(-1)?.kind).toBe('note');
  expect(files[2]?.hunks[0]).toMatchObject({ start: 1, count: 2 });
});

test('text that looks like a header stays text', () => {
  const [file, ...others] = parsePatch(
    [
      'diff --git a/a.md b/a.md',
      '--- a/a.md',
      '+++ b/a.md',
      '@@ -1,3 +1,3 @@',
      '--- a/other.md',
      '-diff --git a/x b/x',
      '+++ b/other.md',
      '+@@ -1 +1 @@',
      ' diff --git a/y b/y',
    ].join('\n'),
  );
  expect(others).toEqual([]);
  expect(file?.path).toBe('a.md');
  expect(file?.hunks[0]?.lines.map(({ text }) => text)).toEqual([
    '-- a/other.md',
    'diff --git a/x b/x',
    '++ b/other.md',
    '@@ -1 +1 @@',
    'diff --git a/y b/y',
  ]);
});

test('names that git quotes are read', () => {
  const [file] = parsePatch(
    'diff --git "a/caf\\303\\251 \\"x\\".md" "b/caf\\303\\251 \\"x\\".md"\nnew file mode 100644\n',
  );
  expect(file?.path).toBe('café "x".md');
});

test.each(['', 'no patch', '@@ -1 +1 @@\n+x', 'diff --git ', 'diff --git a/a b/a\n@@ -1,9 +1,9 @@\n+only'])(
  '%j does not throw',
  (patch) => {
    parsePatch(patch);
  },
);
