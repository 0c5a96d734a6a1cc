import { MemoryObjectStore } from '@holt/storage';
import { expect, test } from 'vitest';
import { encodeCommit } from './commit.ts';
import { listTree } from './list-tree.ts';
import { openRepository } from './repository.ts';
import { copyToFolder } from './testing/copy-to-folder.ts';
import { createGenerator } from './testing/generator.ts';
import { createRealGit } from './testing/real-git.ts';
import { serveStore } from './testing/serve-store.ts';
import { writeHistory } from './testing/write-history.ts';

test('what is stored is a bare repository that git fsck --strict passes and git reads alike', async () => {
  const store = new MemoryObjectStore();
  const repository = openRepository({ store, prefix: 'git/o/w/' });
  const history = await writeHistory(repository, createGenerator('fsck'), 40);
  const git = createRealGit();
  await copyToFolder(store, 'git/o/w/', git.folder);

  expect(git.text(['fsck', '--strict', '--full', '--no-dangling'])).toBe('');
  expect(git.text(['log', '--format=%H %T'])).toBe(
    history
      .toReversed()
      .map(({ oid, tree }) => `${oid} ${tree}`)
      .join('\n'),
  );
  for (const { tree } of history) {
    const expected = git.text(['ls-tree', '-r', '-z', tree]).split('\0').filter(Boolean);
    expect((await listTree(repository, tree)).map(({ mode, oid, path }) => `${mode} blob ${oid}\t${path}`)).toEqual(
      expected,
    );
  }
});

test('git clones it over plain HTTP from its first commit on, and fetches what follows', async () => {
  const store = new MemoryObjectStore();
  const repository = openRepository({ store, prefix: 'git/o/w/' });
  const [first] = await writeHistory(repository, createGenerator('clone'), 1);
  const { url } = await serveStore(store);
  const git = createRealGit({ bare: false });

  await git.textAsync(['clone', '--quiet', `${url}git/o/w`, 'clone']);
  expect(git.text(['-C', 'clone', 'rev-parse', 'HEAD', '--abbrev-ref', 'HEAD'])).toBe(`${first?.oid}\nmain`);
  expect(git.text(['-C', 'clone', 'fsck', '--strict'])).toBe('');
  expect(git.text(['-C', 'clone', 'status', '--porcelain'])).toBe('');

  const more = openRepository({ store, prefix: 'git/o/w/' });
  const ref = await more.readRef();
  const commit = await more.readCommit(ref?.oid ?? '');
  const second = encodeCommit({ ...commit, parents: [commit.oid], message: 'Second\n' });
  await more.writeObjects([second]);
  await more.moveRef({ oid: second.oid, tree: commit.tree, generation: 2 }, ref);
  await git.textAsync(['-C', 'clone', 'pull', '--quiet', '--ff-only']);
  expect(git.text(['-C', 'clone', 'log', '--format=%H'])).toBe(`${second.oid}\n${first?.oid}`);
});

test('a clone of many commits holds what was written', async () => {
  const store = new MemoryObjectStore();
  const history = await writeHistory(openRepository({ store, prefix: 'git/o/w/' }), createGenerator('many'), 15);
  const { url } = await serveStore(store);
  const git = createRealGit({ bare: false });
  await git.textAsync(['clone', '--quiet', `${url}git/o/w/`, 'clone']);
  expect(git.text(['-C', 'clone', 'fsck', '--strict'])).toBe('');
  expect(git.text(['-C', 'clone', 'log', '--format=%T'])).toBe(
    history
      .toReversed()
      .map(({ tree }) => tree)
      .join('\n'),
  );
});
