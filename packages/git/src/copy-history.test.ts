import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MemoryObjectStore } from '@holt/storage';
import { expect, test } from 'vitest';
import { copyHistory } from './copy-history.ts';
import { countCommits } from './count-commits.ts';
import { foldObjects } from './fold-objects.ts';
import { openGitFolder } from './git-folder.ts';
import { looseObjectPath } from './loose-object.ts';
import { openRepository } from './repository.ts';
import { copyToFolder } from './testing/copy-to-folder.ts';
import { createGenerator } from './testing/generator.ts';
import { createRealGit, type RealGit } from './testing/real-git.ts';
import { writeHistoryWithGit } from './testing/write-history-with-git.ts';

const PREFIX = 'git/o/w/';

async function copy(folder: string, name?: string) {
  const source = await openGitFolder(folder);
  const from = (await source.resolve(name)) ?? '';
  const store = new MemoryObjectStore();
  const target = openRepository({ store, prefix: PREFIX });
  await target.initialise();
  const copied = await copyHistory({ source, from, target });
  const ref = await target.moveRef(copied, undefined);
  return { store, target, copied, ref };
}

async function expectSame(git: RealGit, store: MemoryObjectStore, name = 'HEAD') {
  const copied = createRealGit();
  await copyToFolder(store, PREFIX, copied.folder);
  expect(copied.text(['fsck', '--strict', '--full', '--no-dangling'])).toBe('');
  const list = ['rev-list', '--objects', '--no-object-names'];
  expect(copied.text([...list, 'main'])).toBe(git.text([...list, `${name}^{commit}`]));
}

/** Merges with two and three parents, a signed commit, an encoding, a tag of a tag, links, executables and a submodule. */
function addOddities(git: RealGit) {
  const blob = git.text(['hash-object', '-w', '--stdin'], { input: 'page\n' });
  const entries = ['100755 blob', '120000 blob', '100644 blob'].map((entry, i) => `${entry} ${blob}\t${i}.md\n`);
  const submodule = `160000 commit ${'1'.repeat(40)}\tmodule\n`;
  const tree = git.text(['mktree', '--missing'], { input: entries.join('') + submodule });
  const main = git.text(['rev-parse', 'main']);
  const [one, two] = ['one', 'two'].map((input) => git.text(['commit-tree', tree, '-p', 'main~1'], { input }));
  const merge = git.text(['commit-tree', tree, '-p', main, '-p', one ?? '', '-p', two ?? ''], { input: 'Merge' });
  const signed = Buffer.concat([
    Buffer.from(`tree ${tree}\nparent ${merge}\nauthor \xc9va <e@x> 1700000000 +0000\n`, 'latin1'),
    Buffer.from(
      'committer C <c@x> 1700000000 +0000\nencoding ISO-8859-1\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n',
    ),
    Buffer.from(' -----END PGP SIGNATURE-----\n\nSigned \xe9\n', 'latin1'),
  ]);
  const head = git.text(['hash-object', '-w', '-t', 'commit', '--stdin'], { input: signed });
  git.run(['update-ref', 'refs/heads/main', head]);
  git.run(['tag', '-a', '-m', 'First', 'v1', 'main']);
  git.run(['tag', '-a', '-m', 'Second', 'v2', 'v1']);
}

function createSource(options: { bare?: boolean } = {}) {
  const git = createRealGit(options);
  git.run(['config', 'fastimport.unpackLimit', '10000']);
  writeHistoryWithGit(git, createGenerator('source'), { commits: 60 });
  addOddities(git);
  return git;
}

test.each([
  ['loose', () => {}],
  ['packed', (git: RealGit) => git.run(['gc', '--quiet', '--prune=now'])],
  [
    'half loose, half packed',
    (git: RealGit) => {
      git.run(['gc', '--quiet', '--prune=now']);
      git.run([
        'update-ref',
        'refs/heads/main',
        git.text(['commit-tree', 'main^{tree}', '-p', 'main'], { input: 'x' }),
      ]);
    },
  ],
])('a %s repository is copied with all its oids', async (_, prepare) => {
  const git = createSource();
  prepare(git);
  const { store, target, copied, ref } = await copy(git.folder);
  expect(ref.generation).toBe(Number(git.text(['rev-list', '--count', 'main'])));
  expect(await countCommits(target, ref.oid)).toBe(ref.generation);
  expect(copied).toMatchObject({ oid: git.text(['rev-parse', 'main']), tree: git.text(['rev-parse', 'main^{tree}']) });
  expect(copied.objects).toBe(git.text(['rev-list', '--objects', 'main']).split('\n').length);
  await expectSame(git, store);
  const clock = { now: () => 0, sleep: async () => {} };
  expect((await foldObjects({ store, prefix: PREFIX, clock })).packedObjects).toBe(copied.objects);
  await expectSame(git, store);
});

test('names are resolved as git resolves them', async () => {
  const git = createSource();
  git.run(['branch', 'topic', 'main~3']);
  git.run(['branch', 'v1', 'main~2']);
  git.run(['update-ref', 'refs/remotes/origin/main', 'main~4']);
  git.run(['symbolic-ref', 'refs/heads/link', 'refs/heads/topic']);
  const names = [
    'HEAD',
    'main',
    'topic',
    'v1',
    'v2',
    'heads/v1',
    'refs/heads/v1',
    'refs/tags/v2',
    'origin/main',
    'link',
  ];
  for (const packed of [false, true]) {
    if (packed) git.run(['pack-refs', '--all']);
    const source = await openGitFolder(git.folder);
    for (const name of [...names, git.text(['rev-parse', 'main~7'])]) {
      expect([name, await source.resolve(name)]).toEqual([name, git.text(['rev-parse', '-q', `${name}^{commit}`])]);
    }
    for (const name of [
      'none',
      'refs/heads/none',
      'config',
      '../HEAD',
      '',
      'refs/heads/../heads/main',
      '/etc/passwd',
    ]) {
      expect(await source.resolve(name)).toBeUndefined();
    }
  }
});

test('a working tree, a linked one, a clone that borrows objects and a bare repository are all read', async () => {
  const git = createSource({ bare: false });
  const head = git.text(['rev-parse', 'main']);
  git.run(['worktree', 'add', '--quiet', '--no-checkout', '-b', 'linked', 'tree', 'main~2']);
  git.run(['clone', '--quiet', '--bare', '--shared', '.', 'borrowed.git']);
  expect(await (await openGitFolder(git.folder)).resolve()).toBe(head);
  expect(await (await openGitFolder(join(git.folder, '.git'))).resolve()).toBe(head);
  expect(await (await openGitFolder(join(git.folder, 'tree'))).resolve()).toBe(git.text(['rev-parse', 'linked']));
  expect(await (await openGitFolder(join(git.folder, 'tree'))).resolve('main')).toBe(head);
  const { store } = await copy(join(git.folder, 'borrowed.git'));
  await expectSame(git, store);
});

test('a repository without commits has none to name', async () => {
  expect(await (await openGitFolder(createRealGit().folder)).resolve()).toBeUndefined();
});

test.each<[string, (git: RealGit) => void, RegExp]>([
  ['no repository', ({ folder }) => rmSync(join(folder, 'HEAD')), /no git repository/],
  ['a shallow one', ({ folder }) => writeFileSync(join(folder, 'shallow'), `${'1'.repeat(40)}\n`), /unshallow/],
  ['SHA-256', (git) => void git.run(['config', 'extensions.objectformat', 'sha256']), /SHA-256/],
  ['refs in a table', (git) => void git.run(['config', 'extensions.refstorage', 'reftable']), /ref-format/],
  ['garbage in HEAD', ({ folder }) => writeFileSync(join(folder, 'HEAD'), 'garbage\n'), /HEAD is garbage/],
  [
    'garbage in a branch',
    ({ folder }) => writeFileSync(join(folder, 'refs/heads/main'), 'garbage\n'),
    /main is garbage/,
  ],
  [
    'refs in a circle',
    ({ folder }) => writeFileSync(join(folder, 'refs/heads/main'), 'ref: HEAD\n'),
    /HEAD is garbage/,
  ],
])('a source with %s is told, and what to do', async (_, damage, message) => {
  const git = createRealGit();
  damage(git);
  const opening = openGitFolder(git.folder).then((source) => source.resolve());
  await expect(opening).rejects.toMatchObject({ code: 'source-unusable', message: expect.stringMatching(message) });
  await expect(opening).rejects.toThrow(git.folder);
});

test('a tag of a file stands for no commit', async () => {
  const git = createSource();
  git.run(['tag', '-a', '-m', 'x', 'file', git.text(['rev-parse', 'main:0.md'])]);
  await expect((await openGitFolder(git.folder)).resolve('file')).rejects.toMatchObject({ code: 'source-unusable' });
});

test('an object that the source lacks or holds damaged stops the copy, and main stays where it was', async () => {
  const git = createRealGit();
  const blob = git.text(['hash-object', '-w', '--stdin'], { input: 'page\n' });
  const tree = git.text(['mktree'], { input: `100644 blob ${blob}\tpage.md\n` });
  git.run(['update-ref', 'refs/heads/main', git.text(['commit-tree', tree], { input: 'x' })]);
  const path = join(git.folder, looseObjectPath(blob));
  rmSync(path);
  await expect(copy(git.folder)).rejects.toMatchObject({
    code: 'object-missing',
    data: { oid: blob, key: git.folder },
  });
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(join(git.folder, looseObjectPath(tree)), path);
  await expect(copy(git.folder)).rejects.toMatchObject({ code: 'object-damaged', data: { oid: blob } });
});

test('a damaged pack, and an index without its pack, are named by their path', async () => {
  const git = createSource();
  git.run(['gc', '--quiet', '--prune=now']);
  const name = readdirSync(join(git.folder, 'objects/pack')).find((name) => name.endsWith('.pack')) ?? '';
  const path = join(git.folder, 'objects/pack', name);
  chmodSync(path, 0o644);
  writeFileSync(path, 'garbage');
  await expect(copy(git.folder)).rejects.toMatchObject({ code: 'pack-damaged', data: { key: path } });
  rmSync(path);
  await expect(copy(git.folder)).rejects.toMatchObject({ code: 'pack-damaged', data: { key: path } });
});
