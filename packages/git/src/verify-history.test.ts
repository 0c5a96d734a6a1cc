import { MemoryObjectStore, StorageError } from '@holt/storage';
import { expect, test } from 'vitest';
import { GitError } from './errors.ts';
import { encodeBlob, type GitObject, hashObject } from './git-object.ts';
import { encodeLooseObject, looseObjectPath } from './loose-object.ts';
import { openRepository } from './repository.ts';
import { createFoldWorld, keysOf, LIST, LOOSE, PREFIX, reachableOf } from './testing/fold-world.ts';
import { BLOB, COMMIT, childOf, TREE } from './testing/sample-objects.ts';
import { encodeTree } from './tree.ts';
import { verifyHistory } from './verify-history.ts';

const keyOf = ({ oid }: GitObject) => PREFIX + looseObjectPath(oid);

async function sampleRepository() {
  const memory = new MemoryObjectStore();
  const repository = openRepository({ store: memory, prefix: PREFIX });
  const other = encodeBlob(Buffer.from('other\n'));
  const folder = encodeTree([{ mode: '100644', name: 'other.md', oid: other.oid }]);
  const root = encodeTree([
    { mode: '100644', name: 'page.md', oid: BLOB.oid },
    { mode: '40000', name: 'folder', oid: folder.oid },
  ]);
  const first = { ...COMMIT };
  const second = childOf(first.oid, 'second');
  await repository.writeObjects([BLOB, TREE, first, second, other, folder, root]);
  return { memory, repository, first, second, other, folder, root };
}

test('all objects of a whole history are counted, over all parents, packed or loose', async () => {
  const { memory, waitGrace, fold, write } = createFoldWorld();
  await write(10);
  await fold();
  await waitGrace();
  await fold();
  await write(2);
  const repository = openRepository({ store: memory, prefix: PREFIX });
  const steps: number[] = [];
  const from = (await repository.readRef())?.oid ?? '';
  const { objects, problems } = await verifyHistory(repository, from, { onProgress: (count) => steps.push(count) });
  expect(problems).toEqual([]);
  expect(objects).toBe((await reachableOf(memory)).size);
  expect(steps.at(-1)).toBe(objects);
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
});

test('every object that is missing or damaged is listed, and the rest is read', async () => {
  const { memory, repository, second, first } = await sampleRepository();
  await memory.delete(keyOf(BLOB));
  await memory.put(keyOf(first), 'garbage');
  const { objects, problems } = await verifyHistory(repository, second.oid);
  expect(objects).toBe(2);
  expect(problems.map(({ code, data }) => [code, data.oid, data.key]).toSorted()).toEqual([
    ['object-damaged', first.oid, keyOf(first)],
    ['object-missing', BLOB.oid, keyOf(BLOB)],
  ]);
  for (const problem of problems) {
    expect(problem).toBeInstanceOf(GitError);
    expect(problem.message).toContain(problem.data.key);
    expect(problem.message).toContain('run `holt verify`, then restore the object from a clone or a backup');
  }
});

test('a tree that hashes to its oid and yet is none is listed by its oid', async () => {
  const { memory, repository } = await sampleRepository();
  const content = Buffer.from('100644 page.md');
  const tree: GitObject = { oid: hashObject('tree', content), type: 'tree', content };
  await memory.put(keyOf(tree), await encodeLooseObject(tree));
  const text = Buffer.from(COMMIT.content)
    .toString()
    .replace(/^tree .*/, `tree ${tree.oid}`);
  const commit: GitObject = {
    oid: hashObject('commit', Buffer.from(text)),
    type: 'commit',
    content: Buffer.from(text),
  };
  await memory.put(keyOf(commit), await encodeLooseObject(commit));
  const { objects, problems } = await verifyHistory(repository, commit.oid);
  expect(objects).toBe(2);
  expect(problems).toMatchObject([{ code: 'object-damaged', data: { oid: tree.oid } }]);
  expect(problems[0]?.message).toContain(`The tree ${tree.oid} is damaged at byte 0`);
});

test('what is kept in memory does not hide that an object is gone', async () => {
  const { memory, repository, second } = await sampleRepository();
  await repository.readBlob(BLOB.oid);
  await memory.delete(keyOf(BLOB));
  expect((await verifyHistory(repository, second.oid)).problems).toMatchObject([{ code: 'object-missing' }]);
});

test.each(['pack', 'idx'])('a pack whose %s is gone is listed once, by its key', async (extension) => {
  const { memory, fold, write } = createFoldWorld();
  await write(5);
  const { pack } = await fold();
  const key = `${PREFIX}objects/pack/${pack}.${extension}`;
  for (const loose of await keysOf(memory, LOOSE)) await memory.delete(loose);
  await memory.delete(key);
  const repository = openRepository({ store: memory, prefix: PREFIX });
  const { problems } = await verifyHistory(repository, (await repository.readRef())?.oid ?? '');
  expect(problems).toMatchObject([{ code: 'pack-damaged', data: { key } }]);
});

test('a list of packs that is garbage is listed once, by its key', async () => {
  const { memory, fold, write } = createFoldWorld();
  await write(5);
  await fold();
  for (const loose of (await keysOf(memory, LOOSE)).slice(5)) await memory.delete(loose);
  await memory.put(LIST, 'garbage');
  const repository = openRepository({ store: memory, prefix: PREFIX });
  const { problems } = await verifyHistory(repository, (await repository.readRef())?.oid ?? '');
  expect(problems).toMatchObject([{ code: 'pack-damaged', data: { key: LIST } }]);
});

test('a store that does not answer ends the check', async () => {
  const { memory, repository, second } = await sampleRepository();
  memory.get = async (key) => {
    throw new StorageError('unavailable', key, 'injected');
  };
  await expect(verifyHistory(repository, second.oid)).rejects.toMatchObject({ code: 'unavailable' });
});
