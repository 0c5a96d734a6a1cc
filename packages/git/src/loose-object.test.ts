import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { encodeBlob } from './git-object.ts';
import { checkType, decodeLooseObject, encodeLooseObject, looseObjectPath } from './loose-object.ts';
import { createGenerator } from './testing/generator.ts';
import { createRealGit } from './testing/real-git.ts';
import { settlesInMicrotasks } from './testing/settles-in-microtasks.ts';

test('git reads a loose object that was written here, and the other way round', async () => {
  const git = createRealGit();
  const generator = createGenerator('loose');
  for (const length of [0, 1, 100, 64 * 1024 - 20, 64 * 1024, 100_000]) {
    const blob = encodeBlob(generator.bytes(length));
    const path = join(git.folder, looseObjectPath(blob.oid));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await encodeLooseObject(blob));
    expect(git.run(['cat-file', 'blob', blob.oid])).toEqual(Buffer.from(blob.content));

    const oid = git.text(['hash-object', '-w', '--stdin'], { input: generator.bytes(length + 1) });
    const read = await decodeLooseObject(oid, readFileSync(join(git.folder, looseObjectPath(oid))));
    expect(read.content).toHaveLength(length + 1);
  }
});

const BLOB = encodeBlob(Buffer.from('page\n'));
const compressed = deflateSync('blob 5\0page\n');

test.each([
  ['nothing', Buffer.alloc(0), /not zlib data/],
  ['no zlib data', Buffer.from('blob 5\0page\n'), /not zlib data/],
  ['half an object', compressed.subarray(0, -6), /not zlib data/],
  ['bytes behind its end', Buffer.concat([compressed, Buffer.from('x')]), /bytes follow its end/],
  ['no header', deflateSync('page\n'), /no object header/],
  ['an unknown type', deflateSync('page 5\0page\n'), /no object header/],
  ['another size', deflateSync('blob 6\0page\n'), /size/],
  ['another content', deflateSync('blob 5\0pige\n'), /another hash/],
])('a stored object with %s is damaged', async (_, stored, message) => {
  await expect(decodeLooseObject(BLOB.oid, stored)).rejects.toMatchObject({
    code: 'object-damaged',
    message: expect.stringMatching(message),
    data: { oid: BLOB.oid },
  });
});

test('an object of another type is told from a damaged one', async () => {
  const { type } = await decodeLooseObject(BLOB.oid, compressed);
  expect(() => checkType(BLOB.oid, type, 'blob')).not.toThrow();
  expect(() => checkType(BLOB.oid, type, 'commit')).toThrow(
    expect.objectContaining({
      code: 'object-mistyped',
      message: `The object ${BLOB.oid} is a blob, not a commit. Name a commit.`,
    }),
  );
});

test('a small object is encoded and decoded without a turn of the event loop', async () => {
  const blob = encodeBlob(Buffer.alloc(60_000, 'page\n'));
  expect(await settlesInMicrotasks(encodeLooseObject(blob))).toBe(true);
  const stored = await encodeLooseObject(blob);
  expect(await settlesInMicrotasks(decodeLooseObject(blob.oid, stored))).toBe(true);
});
