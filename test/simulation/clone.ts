import type { StoredObject } from '@holt/storage';
import { type RawObject, readCommit, readLoose, readTree } from './git-object.ts';
import { readPack, readPackIndex } from './read-pack.ts';

/** What a clone got. */
export interface Clone {
  head: string;
  objects: Map<string, RawObject>;
  /** The files that it got, by their path in the repository: what a temporary folder needs to become one. */
  files: Map<string, Uint8Array>;
}

/** A clone that ended, with what is wrong with it. */
export interface CheckedClone {
  name: string;
  problems: string[];
}

/** Something that git would have said `fatal` about. */
export class CloneFailure extends Error {
  override readonly name = 'CloneFailure';
}

/** Unpacked files of the bucket, so that several clones of one seed unpack them once. */
export type Unpacked = WeakMap<Uint8Array, RawObject | Map<string, RawObject>>;

/**
 * Walks a repository as git's client for dumb HTTP does: the ref and HEAD, then each object by itself, and only where there is
 * no such object, the packs. Which packs there are it asks once.
 *
 * @param get a file by its path in the repository
 * @returns undefined when the repository has no commit yet
 * @throws CloneFailure when git would give up; whatever `get` throws
 * @see https://git-scm.com/book/en/v2/Git-Internals-Transfer-Protocols
 */
export async function cloneRepository(
  get: (path: string) => Promise<StoredObject | undefined>,
  unpacked: Unpacked,
): Promise<Clone | undefined> {
  const files = new Map<string, Uint8Array>();
  const fetch = async (path: string): Promise<Buffer | undefined> => {
    const stored = await get(path);
    if (stored === undefined) return undefined;
    files.set(path, stored.body);
    return Buffer.from(stored.body.buffer, stored.body.byteOffset, stored.body.byteLength);
  };
  const unpack = <T extends RawObject | Map<string, RawObject>>(file: string, read: () => T): T => {
    const body = files.get(file) as Uint8Array;
    const known = (unpacked.get(body) as T | undefined) ?? read();
    unpacked.set(body, known);
    return known;
  };

  const refs = await fetch('info/refs');
  if (refs === undefined) return undefined;
  const head = refs.toString().slice(0, 40);
  if ((await fetch('HEAD'))?.toString() !== 'ref: refs/heads/main\n') throw new CloneFailure('HEAD is missing');

  const objects = new Map<string, RawObject>();
  let listed: { name: string; index: Map<string, number> }[] | undefined;
  const listPacks = async () => {
    const packs: { name: string; index: Map<string, number> }[] = [];
    for (const line of ((await fetch('objects/info/packs')) ?? '').toString().split('\n')) {
      const name = /^P (pack-[0-9a-f]{40})\.pack$/.exec(line)?.[1];
      const idx = name && (await fetch(`objects/pack/${name}.idx`));
      if (name && idx) packs.push({ name, index: readPackIndex(idx) });
    }
    return packs;
  };
  const fetchObject = async (oid: string): Promise<RawObject> => {
    const path = `objects/${oid.slice(0, 2)}/${oid.slice(2)}`;
    const loose = await fetch(path);
    if (loose !== undefined) {
      const object = unpack(path, () => readLoose(loose));
      objects.set(oid, object);
      return object;
    }
    listed ??= await listPacks();
    const pack = listed.find(({ index }) => index.has(oid));
    if (pack === undefined) throw new CloneFailure(`no pack has ${oid}, and there is no loose object`);
    const file = `objects/pack/${pack.name}.pack`;
    const bytes = await fetch(file);
    if (bytes === undefined) throw new CloneFailure(`${file} is missing, which has ${oid}`);
    for (const [packedOid, object] of unpack(file, () => readPack(bytes, pack.index))) objects.set(packedOid, object);
    return objects.get(oid) as RawObject;
  };

  const queue = [head];
  const queued = new Set(queue);
  for (let oid = queue.shift(); oid !== undefined; oid = queue.shift()) {
    const object = objects.get(oid) ?? (await fetchObject(oid));
    for (const next of linksOf(object)) {
      if (queued.has(next)) continue;
      queued.add(next);
      queue.push(next);
    }
  }
  return { head, objects, files };
}

/** The oids that an object names, in the order in which git goes on to them. */
export function linksOf({ type, content }: RawObject): string[] {
  if (type === 'tree') return readTree(content).map(({ oid }) => oid);
  if (type !== 'commit') return [];
  const { tree, parents } = readCommit(content);
  return [tree, ...parents];
}
