import { hash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { gitPrefix } from '@holt/edge';
import { foldObjects } from '@holt/git';
import { manualClock } from '@holt/storage';
import { beforeEach, describe, expect, it } from 'vitest';
import { beginWiki } from './begin-wiki.ts';
import { Bucket } from './bucket.ts';
import { checkClone } from './check-clone.ts';
import { type Clone, cloneRepository } from './clone.ts';
import { fsckByGit } from './fsck-by-git.ts';
import { readCommit, readTree } from './git-object.ts';

const PREFIX = gitPrefix('me', 'notes');
const NOW_MS = Date.UTC(2026, 0, 1);
let bucket: Bucket;

beforeEach(async () => {
  bucket = new Bucket();
  const wiki = await beginWiki(bucket, NOW_MS, true);
  const author = { name: 'Ann', email: 'ann@example.org' };
  await wiki.write({ changes: [{ op: 'move', path: 'Alpha', newPath: 'Folder/Deep/Alpha' }], author });
});

const clone = async () => (await cloneRepository(async (path) => bucket.get(PREFIX + path), new WeakMap())) as Clone;
const fold = (atMs: number) =>
  foldObjects({ store: bucket.directly(), prefix: PREFIX, clock: manualClock(atMs), maxPacks: 1 });
const looseKey = (oid: string) => `${PREFIX}objects/${oid.slice(0, 2)}/${oid.slice(2)}`;

describe('a clone that is whole', () => {
  it('is so for the real git, too, of loose objects', async () => {
    const whole = await clone();
    expect(whole.objects.size).toBeGreaterThan(10);
    expect(checkClone(whole, new WeakSet())).toEqual([]);
    expect(fsckByGit(whole)).toEqual([]);
  });

  it('is so for the real git, too, of packs with deltas', async () => {
    const loose = await clone();
    await fold(NOW_MS);
    await fold(NOW_MS + 2 * 60 * 60 * 1000);
    const packed = await clone();
    expect([...packed.files.keys()].some((file) => file.endsWith('.pack'))).toBe(true);
    expect(packed.files.size).toBeLessThan(loose.files.size);
    expect(checkClone(packed, new WeakSet())).toEqual([]);
    expect(new Set(packed.objects.keys())).toEqual(new Set(loose.objects.keys()));
    expect(fsckByGit(packed)).toEqual([]);
  });
});

it('fails where git would give up: an object is neither loose nor in a pack', async () => {
  const [oid] = [...(await clone()).objects].find(([, { type }]) => type === 'blob') ?? [''];
  bucket.delete(looseKey(oid), {});
  await expect(clone()).rejects.toMatchObject({ name: 'CloneFailure', message: expect.stringContaining(oid) });
});

it('fails when the pack is gone that the list has named', async () => {
  await fold(NOW_MS);
  await fold(NOW_MS + 2 * 60 * 60 * 1000);
  const key = [...bucket.below(PREFIX)].map((object) => object.key).find((name) => name.endsWith('.pack'));
  bucket.delete(key as string, {});
  await expect(clone()).rejects.toMatchObject({ name: 'CloneFailure' });
});

/** Puts another object in the place of one, so that everything is found, and not what it should be. */
function replace(oid: string, type: string, content: Uint8Array): string {
  const bytes = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  bucket.put(looseKey(oid), deflateSync(bytes), {});
  return hash('sha1', bytes);
}

describe('a clone that is not whole', () => {
  it.each<[string, (whole: Clone) => void]>([
    [
      'has an object with the bytes of another',
      ({ objects }) => {
        const [oid] = [...objects].find(([, { type }]) => type === 'blob') ?? [''];
        replace(oid, 'blob', Buffer.from('something else'));
      },
    ],
    [
      'has a tree whose entries are not in order',
      ({ head, objects }) => {
        pointTo(objects, head, (entries) => entries.reverse());
      },
    ],
    [
      'has a tree with a name twice',
      ({ head, objects }) => {
        pointTo(objects, head, (entries) => [entries[0] as Buffer, ...entries]);
      },
    ],
    [
      'has a blob where a folder should be',
      ({ head, objects }) => {
        pointTo(objects, head, (entries) =>
          entries.map((entry) => Buffer.from(entry.toString('latin1').replace(/^40000 /, '100644 '), 'latin1')),
        );
      },
    ],
    [
      'has a commit without an author',
      ({ head, objects }) => {
        const text = objects.get(head)?.content.toString() ?? '';
        moveRef(replaceNew('commit', Buffer.from(text.replace(/^author .*\n/m, ''))));
      },
    ],
  ])('%s, as the real git says', async (_, spoil) => {
    spoil(await clone());
    const spoilt = await clone();
    expect(checkClone(spoilt, new WeakSet())).not.toEqual([]);
    expect(fsckByGit(spoilt)).not.toEqual([]);
  });
});

function replaceNew(type: string, content: Uint8Array): string {
  const oid = hash('sha1', Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]));
  replace(oid, type, content);
  return oid;
}

function moveRef(oid: string): void {
  bucket.put(`${PREFIX}info/refs`, `${oid}\trefs/heads/main\n`, {});
}

/** Makes a commit like HEAD with another root folder. */
function pointTo(objects: Clone['objects'], head: string, change: (entries: Buffer[]) => Buffer[]): void {
  const commit = objects.get(head)?.content ?? Buffer.alloc(0);
  const { tree } = readCommit(commit);
  const entries = readTree(objects.get(tree)?.content ?? Buffer.alloc(0)).map(({ mode, name, oid }) =>
    Buffer.concat([Buffer.from(`${mode} `), name, Buffer.from([0]), Buffer.from(oid, 'hex')]),
  );
  const root = replaceNew('tree', Buffer.concat(change(entries)));
  moveRef(replaceNew('commit', Buffer.from(commit.toString().replace(tree, root))));
}
