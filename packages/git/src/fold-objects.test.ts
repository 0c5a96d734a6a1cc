import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countingStore } from '@holt/storage/testing';
import { expect, test } from 'vitest';
import { encodeCommit } from './commit.ts';
import { encodeBlob } from './git-object.ts';
import { GRACE_MS } from './grace.ts';
import { listTree } from './list-tree.ts';
import { looseObjectPath } from './loose-object.ts';
import { parsePackIndex } from './pack-index.ts';
import { openRepository } from './repository.ts';
import { copyToFolder } from './testing/copy-to-folder.ts';
import {
  createFoldWorld,
  expectClone,
  expectWhole,
  keysOf,
  LIST,
  LOOSE,
  PACK,
  PREFIX,
  reachableOf,
} from './testing/fold-world.ts';
import { createRealGit } from './testing/real-git.ts';

test('what main reaches goes into one pack, and stays loose until a grace time has passed', async () => {
  const { memory, clock, fold, write } = createFoldWorld();
  await write(30);
  const before = await keysOf(memory, LOOSE);
  const { pack, packedObjects, removedObjects } = await fold();
  expect(pack).toMatch(/^pack-[0-9a-f]{40}$/);
  expect([packedObjects, removedObjects]).toEqual([(await reachableOf(memory)).size, 0]);
  expect(await keysOf(memory, PACK)).toEqual([`${PREFIX}objects/pack/${pack}.pack`]);
  await clock.advance(GRACE_MS - 1);
  expect(await fold()).toEqual({ packedObjects: 0, removedObjects: 0 });
  expect(await keysOf(memory, LOOSE)).toEqual(before);
  await expectWhole(memory, 30);

  await clock.advance(1);
  const { removedObjects: removed } = await fold();
  expect(removed).toBeGreaterThan(before.length / 2);
  expect(await keysOf(memory, LOOSE)).toHaveLength(before.length - removed);
  expect(await fold()).toEqual({ packedObjects: 0, removedObjects: 0 });
  await expectWhole(memory, 30);
  const requests = await expectClone(memory);
  expect(requests.filter((key) => LOOSE.test(key)).length).toBeLessThan(20);
});

test('the commit and the trees of main stay loose, so that reading them takes no pack', async () => {
  const { memory, waitGrace, fold, write } = createFoldWorld();
  await write(20);
  await fold();
  await waitGrace();
  await fold();
  const store = countingStore(memory);
  const repository = openRepository({ store, prefix: PREFIX });
  const ref = await repository.readRef();
  await repository.readCommit(ref?.oid ?? '');
  await listTree(repository, ref?.tree ?? '');
  expect(store.requests.filter(({ key }) => /pack/.test(key))).toEqual([]);
  const folders = new Set(store.requests.map(({ key }) => key).filter((key) => LOOSE.test(key)));
  const reachable = await reachableOf(memory);
  const isReachable = (key: string) => reachable.has(key.split('/').slice(-2).join(''));
  expect((await keysOf(memory, LOOSE)).filter(isReachable)).toEqual([...folders].toSorted());
});

test('what no commit reaches is never removed', async () => {
  const { memory, waitGrace, fold, write } = createFoldWorld();
  await write(5);
  const orphan = encodeBlob(Buffer.from('written, not committed yet\n'));
  await openRepository({ store: memory, prefix: PREFIX }).writeObjects([orphan]);
  for (let i = 0; i < 3; i++) {
    await fold();
    await waitGrace();
  }
  expect(await keysOf(memory, LOOSE)).toContain(PREFIX + looseObjectPath(orphan.oid));
});

test('a second fold packs only what is new', async () => {
  const { memory, waitGrace, fold, write } = createFoldWorld();
  await write(30);
  const first = await fold();
  await write(10);
  const second = await fold();
  expect(second.packedObjects).toBeGreaterThan(10);
  expect(second.packedObjects).toBeLessThan(first.packedObjects);
  const index = parsePackIndex((await memory.get(`${PREFIX}objects/pack/${second.pack}.idx`))?.body ?? Buffer.alloc(0));
  expect(index.count).toBeLessThan(first.packedObjects);
  const list = Buffer.from((await memory.get(LIST))?.body ?? '').toString();
  expect(list.split('\n').slice(0, 2)).toEqual([`P ${first.pack}.pack`, `P ${second.pack}.pack`]);
  await waitGrace();
  await fold();
  await expectWhole(memory, 40);
  await expectClone(memory);
});

test('enough packs are replaced by one, and go a grace time later', async () => {
  const { memory, clock, waitGrace, fold, write } = createFoldWorld();
  for (let i = 1; i <= 3; i++) {
    await write(4);
    await fold({ maxPacks: 3 });
    await waitGrace();
  }
  expect(await keysOf(memory, PACK)).toHaveLength(3);
  await write(4);
  const { pack } = await fold({ maxPacks: 3 });
  expect(Buffer.from((await memory.get(LIST))?.body ?? '').toString()).toMatch(new RegExp(`^P ${pack}.pack\n\n#`));
  expect(await keysOf(memory, PACK)).toHaveLength(4);
  await clock.advance(GRACE_MS - 1);
  await fold();
  expect(await keysOf(memory, PACK)).toHaveLength(4);
  await expectClone(memory);
  await clock.advance(1);
  await fold();
  expect(await keysOf(memory, /\.(pack|idx)$/)).toEqual(
    ['idx', 'pack'].map((e) => `${PREFIX}objects/pack/${pack}.${e}`),
  );
  await expectWhole(memory, 16);
  await expectClone(memory);
});

test('a fold waits until enough objects are loose', async () => {
  const { fold, write } = createFoldWorld();
  await write(3);
  expect(await fold({ minObjects: 1000 })).toEqual({ packedObjects: 0, removedObjects: 0 });
  expect(await fold({ minObjects: 3 })).toMatchObject({ pack: expect.any(String) });
});

test('a repository without commits has nothing to fold', async () => {
  const { memory, fold } = createFoldWorld();
  expect(await fold()).toEqual({ packedObjects: 0, removedObjects: 0 });
  await openRepository({ store: memory, prefix: PREFIX }).initialise();
  expect(await fold()).toEqual({ packedObjects: 0, removedObjects: 0 });
});

test('packs of another origin are taken in, and not removed', async () => {
  const { memory, waitGrace, fold, write } = createFoldWorld();
  await write(10);
  const { pack } = await fold();
  // As git update-server-info lists it, and as a copy of its repository would hold it.
  await memory.put(LIST, `P ${pack}.pack\n\n`);
  for (const extension of ['pack', 'idx']) {
    const key = `${PREFIX}objects/pack/${pack}.${extension}`;
    await memory.put(key, (await memory.get(key))?.body ?? '');
  }
  for (const key of await keysOf(memory, LOOSE)) await memory.delete(key);
  await write(5);
  const { pack: next } = await fold();
  await waitGrace();
  await fold();
  await waitGrace();
  await fold();
  expect(await keysOf(memory, PACK)).toEqual(
    [pack, next].map((name) => `${PREFIX}objects/pack/${name}.pack`).toSorted(),
  );
  await expectWhole(memory, 15);
});

test('a pack of another origin that holds a part only does not stand for the rest', async () => {
  const { memory, waitGrace, fold, write } = createFoldWorld();
  const history = await write(5);
  const git = createRealGit();
  await copyToFolder(memory, PREFIX, git.folder);
  const name = git.text(['pack-objects', '--quiet', 'objects/pack/pack'], { input: `${history.at(-1)?.oid}\n` });
  for (const extension of ['pack', 'idx']) {
    const path = `objects/pack/pack-${name}.${extension}`;
    await memory.put(PREFIX + path, readFileSync(join(git.folder, path)));
  }
  await memory.put(LIST, `P pack-${name}.pack\n\n`);
  expect((await fold()).packedObjects).toBe((await reachableOf(memory)).size);
  await waitGrace();
  await fold();
  await expectWhole(memory, 5);
});

test('a commit that brings back an old tree is read, though its trees are no longer loose', async () => {
  const { memory, waitGrace, fold, write } = createFoldWorld();
  const [first] = await write(8);
  await fold();
  await waitGrace();
  await fold();
  const repository = openRepository({ store: memory, prefix: PREFIX });
  const ref = await repository.readRef();
  const commit = await repository.readCommit(ref?.oid ?? '');
  const revert = encodeCommit({ ...commit, parents: [commit.oid], tree: first?.tree ?? '' });
  await repository.writeObjects([revert]);
  await repository.moveRef({ oid: revert.oid, tree: first?.tree ?? '', generation: 9 }, ref);
  await fold();
  await expectWhole(memory, 9);
  await expectClone(memory);
});
