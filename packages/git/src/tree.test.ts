import { compareKeys } from '@holt/storage';
import { expect, test } from 'vitest';
import { GitError } from './errors.ts';
import { hashObject } from './git-object.ts';
import { createGenerator } from './testing/generator.ts';
import { createRealGit, type RealGit } from './testing/real-git.ts';
import { decodeTree, emptyTree, encodeTree, type TreeEntry, type TreeMode } from './tree.ts';
import { treeNameProblem } from './tree-name.ts';

const OID = 'a'.repeat(40);
const TYPES: Record<TreeMode, string> = {
  '100644': 'blob',
  '100755': 'blob',
  '120000': 'blob',
  '40000': 'tree',
  '160000': 'commit',
};

function mktree(git: RealGit, entries: readonly TreeEntry[]): string {
  const lines = entries.map(({ mode, name, oid }) => `${mode.padStart(6, '0')} ${TYPES[mode]} ${oid}\t${name}\0`);
  return git.text(['mktree', '--missing', '-z'], { input: lines.join('') });
}

test('generated trees get the oids that git mktree gives them, whatever order their entries come in', () => {
  const git = createRealGit();
  const generator = createGenerator('trees');
  const letters = ['a', 'b', '.', '-', '/', '0', ' ', 'é', '\uffee', '😀', '"', '\t', '\\', 'A'];
  for (let round = 0; round < 30; round++) {
    const names = new Set<string>();
    for (let i = 0; i < 25; i++) {
      const length = 1 + generator.integer(4);
      const name =
        Array.from({ length }, () => generator.pick(letters))
          .join('')
          .replaceAll('/', 'x/')
          .split('/')[0] ?? '';
      if (treeNameProblem(name) === '') names.add(name);
    }
    const modes = Object.keys(TYPES) as TreeMode[];
    const entries = [...names].map((name) => ({
      mode: generator.pick(modes),
      name,
      oid: Buffer.from(generator.bytes(20)).toString('hex'),
    }));
    const tree = encodeTree(entries);
    expect(tree.oid).toBe(mktree(git, entries));
    expect(decodeTree(tree.content).toSorted((a, b) => compareKeys(a.name, b.name))).toEqual(
      entries.toSorted((a, b) => compareKeys(a.name, b.name)),
    );
    expect(encodeTree(decodeTree(tree.content))).toEqual(tree);
  }
});

test('folders are sorted as if their names ended in a slash', () => {
  const entries = (['a', 'a.md', 'a-b', 'a0'] as const).map(
    (name): TreeEntry => ({
      mode: name === 'a' ? '40000' : '100644',
      name,
      oid: OID,
    }),
  );
  expect(decodeTree(encodeTree(entries).content).map(({ name }) => name)).toEqual(['a-b', 'a.md', 'a', 'a0']);
});

test("the empty tree has git's well-known oid", () => {
  expect(emptyTree.oid).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
  expect(decodeTree(emptyTree.content)).toEqual([]);
});

test.each([
  '',
  '.',
  '..',
  '.git',
  '.GIT',
  '.Git',
  'git~1',
  'GIT~1',
  '.git ',
  '.git. .',
  'git~1 ',
  '.git:',
  '.git::$INDEX_ALLOCATION',
  'x\\.git',
  'x\\git~1',
  '.git\\x',
  '.g\u200cit',
  '\ufeff.git',
  '.gi\u206at',
  'a/b',
  '/',
  'git',
  'git~2',
  'git~1.md',
  '.gitx',
  '.git.md',
  'x.git',
  '.gita ',
  '.gitignore',
  'a ',
  ' a',
  '...',
  'page.md',
  'é.md',
  '-rf',
  'CON',
  'a:b',
  'a\nb',
])('the name %j is legal exactly when git fsck --strict says so', (name) => {
  const git = createRealGit();
  const blob = git.text(['hash-object', '-w', '--stdin']);
  const content = Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, 'hex')]);
  const oid = git.text(['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], { input: content });
  expect(oid).toBe(hashObject('tree', content));
  let accepted = true;
  try {
    git.run(['fsck', '--strict', oid]);
  } catch {
    accepted = false;
  }
  expect(treeNameProblem(name) === '').toBe(accepted);
});

test.each([
  [
    'a name that comes twice',
    [
      { mode: '100644', name: 'a', oid: OID },
      { mode: '40000', name: 'a', oid: OID },
    ],
    /"a": the name comes twice/,
  ],
  ['a name with a slash', [{ mode: '100644', name: 'a/b', oid: OID }], /"a\/b": the name holds a \//],
  ['a name with a NUL character', [{ mode: '100644', name: 'a\0b', oid: OID }], /NUL/],
  ['half a surrogate pair', [{ mode: '100644', name: '\ud800', oid: OID }], /well-formed/],
  ['an unknown mode', [{ mode: '100600' as TreeMode, name: 'a', oid: OID }], /mode "100600"/],
] satisfies [string, TreeEntry[], RegExp][])('a tree refuses %s', (_, entries, message) => {
  expect(() => encodeTree(entries)).toThrow(
    expect.objectContaining({ code: 'invalid-tree', message: expect.stringMatching(message) }),
  );
});

test('an oid that is none is a mistake of the caller', () => {
  expect(() => encodeTree([{ mode: '100644', name: 'a', oid: 'A'.repeat(40) }])).toThrow(TypeError);
});

const entry = (mode: string, name: string | Uint8Array) =>
  Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.alloc(20, 1)]);

test.each([
  ['a cut oid', entry('100644', 'a').subarray(0, -1), /cut off/],
  ['a cut name', Buffer.from('100644 abc'), /cut off/],
  ['no mode', entry('', 'a'), /mode/],
  ['a mode that is no number', entry('10064x', 'a'), /mode/],
  ['a mode of no file', entry('000644', 'a'), /mode/],
  ['an empty name', entry('100644', ''), /named ""/],
  ['a name that leaves the folder', entry('100644', '..'), /named "\.\."/],
  ['a path for a name', entry('100644', 'a/b'), /named "a\/b"/],
  ['a name that is not UTF-8', entry('100644', Buffer.from([0xe9])), /not UTF-8/],
  ['entries out of order', Buffer.concat([entry('100644', 'b'), entry('100644', 'a')]), /not in order/],
  ['an entry twice', Buffer.concat([entry('100644', 'a'), entry('100644', 'a')]), /not in order/],
])('a tree with %s is damaged', (_, content, message) => {
  expect(() => decodeTree(content)).toThrow(GitError);
  expect(() => decodeTree(content)).toThrow(
    expect.objectContaining({ code: 'object-damaged', message: expect.stringMatching(message) }),
  );
});

test('modes of old versions of git are read as git reads them', () => {
  const content = Buffer.concat([entry('100664', 'a'), entry('100775', 'b'), entry('040000', 'c')]);
  expect(decodeTree(content).map(({ mode }) => mode)).toEqual(['100644', '100755', '40000']);
});
