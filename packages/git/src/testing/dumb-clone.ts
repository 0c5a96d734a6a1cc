import type { ObjectStore } from '@holt/storage';
import { collectReachable } from '../collect-reachable.ts';
import type { GitObject, ObjectType } from '../git-object.ts';
import { decodeLooseObject, looseObjectPath } from '../loose-object.ts';
import type { Oid } from '../oid.ts';
import { openPack } from '../pack.ts';
import { parsePackIndex } from '../pack-index.ts';

/**
 * Fetches all that a commit reaches as git does over plain HTTP: each object by itself, or, if it is not there, from the packs that
 * were listed when the first such object was looked for.
 *
 * @param pause awaited before every request. @throws Error naming the object or file that is not there.
 */
export async function dumbClone(
  store: ObjectStore,
  prefix: string,
  head: Oid,
  pause: () => Promise<void>,
): Promise<GitObject[]> {
  const get = async (path: string) => {
    await pause();
    return (await store.get(prefix + path))?.body;
  };
  const need = async (path: string) => {
    const body = await get(path);
    if (body === undefined) throw new Error(`${path} is gone`);
    return body;
  };
  const once = <T>(task: (name: string) => Promise<T>) => {
    const results = new Map<string, Promise<T>>();
    return (name: string): Promise<T> => {
      const result = results.get(name) ?? task(name);
      results.set(name, result);
      return result;
    };
  };
  const list = once(async (path) => {
    const body = Buffer.from(await need(path)).toString();
    return [...body.matchAll(/^P (pack-[0-9a-f]{40})\.pack$/gm)].map(([, name]) => name as string);
  });
  const index = once(async (name) => parsePackIndex(await need(`objects/pack/${name}.idx`)));
  const pack = once(async (name) => openPack(await need(`objects/pack/${name}.pack`), await index(name)));

  const read = async (oid: Oid, type: ObjectType): Promise<GitObject> => {
    const loose = await get(looseObjectPath(oid));
    if (loose !== undefined) return { oid, type, content: (await decodeLooseObject(oid, loose)).content };
    for (const name of await list('objects/info/packs')) {
      if ((await index(name)).find(oid) === undefined) continue;
      const content = (await pack(name)).read(oid)?.content;
      if (content !== undefined) return { oid, type, content };
    }
    throw new Error(`there is no ${type} ${oid}`);
  };
  return await collectReachable({ read }, head, () => false);
}
