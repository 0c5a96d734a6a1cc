import { expect, test } from 'vitest';
import { createPatch, type PatchFile } from './create-patch.ts';
import { encodeFolders } from './encode-folders.ts';
import { encodeBlob } from './git-object.ts';
import { createGenerator, type Generator } from './testing/generator.ts';
import { createRealGit, type RealGit } from './testing/real-git.ts';
import { settlesInMicrotasks } from './testing/settles-in-microtasks.ts';

const bytes = (text: string) => Buffer.from(text);
const lines = (count: number, text = 'line') => Array.from({ length: count }, (_, i) => `${text} ${i}\n`).join('');

/** What the machine's git prints for the same files. */
function gitPatch(git: RealGit, files: readonly PatchFile[]): string {
  const addTree = (side: 'old' | 'new') => {
    const leaves = files.flatMap(({ path, [side]: content }) => {
      if (content === undefined) return [];
      git.run(['hash-object', '-w', '--stdin'], { input: content });
      return [{ path, oid: encodeBlob(content).oid }];
    });
    const trees = encodeFolders(leaves);
    for (const { content } of trees) git.run(['hash-object', '-w', '-t', 'tree', '--stdin'], { input: content });
    return trees.at(-1)?.oid ?? '';
  };
  const options = ['--no-color', '--no-ext-diff', '--no-indent-heuristic', '--find-renames', '--abbrev=7'];
  return git.run(['diff', ...options, addTree('old'), addTree('new')]).toString();
}

/** Git ends a file header with a tab when the name holds a space; libgit2 does not. */
const withoutHeaderTabs = (patch: string) => patch.replace(/^((?:---|\+\+\+) [ab]\/.* .*)\t$/gm, '$1');

const CASES: Record<string, PatchFile[]> = {
  'a changed line': [{ path: 'a.md', old: bytes(lines(20)), new: bytes(lines(20).replace('line 9', 'LINE 9')) }],
  'changes far apart': [
    {
      path: 'a.md',
      old: bytes(lines(60)),
      new: bytes(lines(60).replace('line 2\n', '').replace('line 50\n', 'new\nline 50\n')),
    },
  ],
  'an added file': [{ path: 'docs/deep/a.md', new: bytes('one\ntwo\n') }],
  'a deleted file': [{ path: 'docs/a.md', old: bytes('one\ntwo\n') }],
  'a root commit': [
    { path: 'Home.md', new: bytes('# Home\n') },
    { path: 'docs/a.md', new: bytes('a\n') },
    { path: 'z.md', new: bytes('z') },
  ],
  'everything deleted': [
    { path: 'Home.md', old: bytes('# Home\n') },
    { path: 'docs/a.md', old: bytes('a\n') },
  ],
  'a rename without a change': [
    { path: 'a.md', old: bytes(lines(5)) },
    { path: 'docs/b.md', new: bytes(lines(5)) },
  ],
  'a rename with a change': [
    { path: 'a.md', old: bytes(lines(40)) },
    { path: 'b.md', new: bytes(lines(40).replace('line 7\n', 'LINE\n')) },
  ],
  'two renames crossed': [
    { path: 'a.md', old: bytes(lines(30, 'first')), new: bytes(lines(30, 'second').replace('second 3', 'x')) },
    { path: 'b.md', old: bytes(lines(30, 'second')), new: bytes(lines(30, 'first').replace('first 3', 'x')) },
  ],
  'a deletion and an addition that have nothing in common': [
    { path: 'a.md', old: bytes(lines(30, 'first')) },
    { path: 'b.md', new: bytes(lines(30, 'quite another')) },
  ],
  'no newline at the end': [{ path: 'a.md', old: bytes('a'), new: bytes('b') }],
  'a newline added at the end': [{ path: 'a.md', old: bytes('a\nb'), new: bytes('a\nb\n') }],
  'a newline removed at the end': [{ path: 'a.md', old: bytes('a\nb\n'), new: bytes('a\nb') }],
  'line ends of Windows': [{ path: 'a.md', old: bytes('a\r\nb\r\nc\r\n'), new: bytes('a\r\nB\r\nc\n') }],
  'carriage returns alone': [{ path: 'a.md', old: bytes('a\rb\r'), new: bytes('a\rc\r') }],
  'an empty file filled': [{ path: 'a.md', old: bytes(''), new: bytes('text\n') }],
  'a file emptied': [{ path: 'a.md', old: bytes('text\n'), new: bytes('') }],
  'a binary file changed': [{ path: 'a.png', old: bytes('a\0b'), new: bytes('a\0c') }],
  'a binary file added and one deleted': [
    { path: 'a.png', new: bytes('\0a') },
    { path: 'b.png', old: bytes('\0bcd') },
  ],
  'a NUL as the 8,000th byte': [{ path: 'a', old: bytes('x'), new: bytes(`${'x'.repeat(7999)}\0`) }],
  'a NUL as the 8,001st byte': [{ path: 'a', old: bytes('x'), new: bytes(`${'x'.repeat(8000)}\0`) }],
  'bytes that are not UTF-8': [
    { path: 'a.md', old: Buffer.from('caf\xe9\na\n', 'latin1'), new: Buffer.from('caf\xe9\nb\n', 'latin1') },
  ],
  'text like a patch': [
    {
      path: 'a.md',
      old: bytes('--- a/x y\n+++ b/x\n@@ -1 +1 @@\n'),
      new: bytes('--- a/x\n-- x\n++ y\ndiff --git a/x b/x\n'),
    },
  ],
  'a heading before the change': [
    {
      path: 'a.md',
      old: bytes(`intro\n\n# Heading\n\n${lines(20, '- item')}`),
      new: bytes(`intro\n\n# Heading\n\n${lines(20, '- item')}- end\n`),
    },
  ],
  'a long line before the change': [
    {
      path: 'a.md',
      old: bytes(`${'wörd '.repeat(40)}\n${' x\n'.repeat(8)}`),
      new: bytes(`${'wörd '.repeat(40)}\n${' x\n'.repeat(9)}`),
    },
  ],
  'a file that becomes a folder': [
    { path: 'a', old: bytes('a\n') },
    { path: 'a/b.md', new: bytes('other\n') },
  ],
  'names that need quotes': [
    'quo"te.md',
    'back\\slash.md',
    'ta\tb.md',
    'new\nline.md',
    'Zoë.md',
    '漢字/😀.md',
    '\u0001',
  ].map((path) => ({ path, old: bytes(`${path} old\n`), new: bytes(`${path} new\n`) })),
  'names like options and patterns': [
    '-rf',
    '--output=x',
    '#x.md',
    '*.md',
    '[a].md',
    '?',
    '!x',
    ':(top)x',
    '~',
    '$HOME',
    '%s',
  ].map((path) => ({ path, old: bytes(`${path} old\n`), new: bytes(`${path} new\n`) })),
  'names with spaces': [
    { path: 'a b/c d.md', old: bytes('a\n'), new: bytes('b\n') },
    { path: ' x ', new: bytes('b\n') },
    { path: 'y z', old: bytes('gone away\n') },
  ],
  'names in the order of git': ['a', 'a.md', 'a-b', 'a/b', 'B', 'é', '\uffee', '😀'].map((path) =>
    path === 'a' ? { path: 'A', new: bytes('1\n') } : { path, new: bytes(`${path}\n`) },
  ),
  'a deep path': [{ path: `${'d/'.repeat(119)}p.md`, new: bytes('deep\n') }],
};

test.each(Object.entries(CASES))('%s is shown as git diff shows it', async (_, files) => {
  const expected = gitPatch(createRealGit(), files);
  expect(expected).not.toBe('');
  expect(await createPatch(files)).toBe(withoutHeaderTabs(expected));
});

/** Prose with lines that come again, as a diff's algorithm is told by those. */
function page(generator: Generator): string[] {
  return Array.from({ length: generator.integer(60) }, () =>
    generator.pick(['', '- a', '# Heading', `text ${generator.integer(30)}`, '  indented']),
  );
}

function edit(generator: Generator, text: string[]): string[] {
  const edited = [...text];
  for (let i = 0; i <= generator.integer(6); i++) {
    edited.splice(
      generator.integer(edited.length + 1),
      generator.integer(4),
      ...page(generator).slice(0, generator.integer(4)),
    );
  }
  return edited;
}

test('generated commits are shown as git diff shows them', async () => {
  const git = createRealGit();
  const generator = createGenerator('patches');
  const join = (text: string[]) => bytes(text.join('\n') + generator.pick(['\n', '\n', '']));
  for (let round = 0; round < 15; round++) {
    const files = Array.from({ length: 1 + generator.integer(6) }, (_, i): PatchFile => {
      const path = `${generator.pick(['', 'docs/', 'a/b/'])}page-${i}.md`;
      const text = page(generator);
      // Only changed files: what git and libgit2 take for a rename close to one half may differ.
      return { path, old: join(text), new: join(edit(generator, text)) };
    });
    expect(await createPatch(files)).toBe(gitPatch(git, files));
  }
});

test('an empty file that is added or deleted has header lines that git leaves out', async () => {
  const added = await createPatch([{ path: 'a.md', new: bytes('') }]);
  expect(added).toBe(
    'diff --git a/a.md b/a.md\nnew file mode 100644\nindex 0000000..e69de29\n--- /dev/null\n+++ b/a.md\n',
  );
  const deleted = await createPatch([{ path: 'a.md', old: bytes('') }]);
  expect(deleted).toBe(
    'diff --git a/a.md b/a.md\ndeleted file mode 100644\nindex e69de29..0000000\n--- a/a.md\n+++ /dev/null\n',
  );
});

test('renames are looked for as long as there are not too many pairs to compare', async () => {
  const move = (count: number) =>
    Array.from({ length: count }, (_, i): PatchFile[] => [
      { path: `old/${i}.md`, old: bytes(lines(3, `page ${i} line`)) },
      { path: `new/${i}.md`, new: bytes(lines(3, `page ${i} line`)) },
    ]).flat();
  expect((await createPatch(move(316))).match(/^rename from /gm)).toHaveLength(316);
  expect(await createPatch(move(317))).not.toContain('rename from');
});

test('files that do not differ have no part in a patch', async () => {
  expect(await createPatch([])).toBe('');
  expect(await createPatch([{ path: 'a.md', old: bytes('a'), new: bytes('a') }, { path: 'b.md' }])).toBe('');
});

test('a path that git can not hold, or that comes twice, is refused', async () => {
  for (const files of [
    [{ path: '../a.md', new: bytes('a') }],
    [{ path: '/a.md', new: bytes('a') }],
    [{ path: 'a//b.md', new: bytes('a') }],
    [{ path: '.git/config', new: bytes('a') }],
    [
      { path: 'a.md', new: bytes('a') },
      { path: 'a.md', new: bytes('b') },
    ],
    [
      { path: 'a', new: bytes('a') },
      { path: 'a/b', new: bytes('b') },
    ],
  ]) {
    await expect(createPatch(files)).rejects.toMatchObject({ code: 'invalid-tree' });
  }
});

test('many patches at once, and one after another, come out each as its own', async () => {
  const patches = await Promise.all(
    Array.from({ length: 100 }, (_, i) =>
      createPatch([{ path: `${i}.md`, old: bytes('old\n'), new: bytes(`${i}\n`) }]),
    ),
  );
  for (const [i, patch] of patches.entries())
    expect(patch).toContain(`--- a/${i}.md\n+++ b/${i}.md\n@@ -1 +1 @@\n-old\n+${i}\n`);
});

test('once libgit2 is loaded, a patch needs no turn of the event loop', async () => {
  // Lines that change places are for libgit2.
  const move = (last: string) => [{ path: 'a.md', old: bytes('a\nb\n'), new: bytes(`b\na\n${last}\n`) }];
  await createPatch(move('first'));
  expect(await settlesInMicrotasks(createPatch(move('second')))).toBe(true);
});

test('a patch that is asked for again is the same', async () => {
  const files = [{ path: 'a.md', old: bytes('a'), new: bytes('b') }];
  const patch = await createPatch(files);
  expect(await createPatch(files)).toBe(patch);
  expect(await createPatch([{ path: 'b.md', old: bytes('a'), new: bytes('b') }])).toBe(
    patch.replaceAll('a.md', 'b.md'),
  );
  expect(await createPatch([{ path: 'a.md', old: bytes('a') }])).toContain('deleted file');
  expect(await createPatch([{ path: 'a.md', new: bytes('a') }])).toContain('new file');
});
