import { type ObjectStore, StorageError } from '@holt/storage';
import type { PackFiles } from './build-pack.ts';
import type { Oid } from './oid.ts';
import { checkPack, openPack, type Pack } from './pack.ts';
import { type PackIndex, parsePackIndex } from './pack-index.ts';
import { damagedPack } from './packed-objects.ts';

/** A pack on the list, of which a fold may need everything. Its bytes are kept once they are read. */
export interface ListedPack {
  /** Without extension: `pack-…`. */
  readonly name: string;
  readonly index: PackIndex;
  /** @throws GitError `pack-damaged`. */
  files(): Promise<PackFiles>;
  /** Makes sure that an object can be read from the pack. @throws GitError `pack-damaged`. */
  checkObject(oid: Oid): Promise<void>;
  /** Makes sure that the pack holds the bytes that it was made of. @throws GitError `pack-damaged`. */
  check(): Promise<void>;
}

/**
 * The packs of a list, with their indexes.
 *
 * @throws GitError `pack-damaged`, with the key, for an index that is missing or damaged.
 */
export async function openListedPacks(
  store: ObjectStore,
  prefix: string,
  names: readonly string[],
): Promise<ListedPack[]> {
  return await Promise.all(names.map((name) => openListedPack(store, `${prefix}objects/pack/${name}`, name)));
}

async function openListedPack(store: ObjectStore, path: string, name: string): Promise<ListedPack> {
  const packKey = `${path}.pack`;
  const indexKey = `${path}.idx`;
  const indexBytes = await readFile(store, indexKey, 'the pack is listed, but its index is missing');
  const index = guarded(indexKey, () => parsePackIndex(indexBytes));
  let reading: Promise<Uint8Array> | undefined;
  let opened: Pack | undefined;
  const read = (): Promise<Uint8Array> => {
    reading ??= readFile(store, packKey, 'its index is there, but the pack is missing');
    return reading;
  };
  const open = async (): Promise<Pack> => {
    const bytes = await read();
    opened ??= guarded(packKey, () => openPack(bytes, index));
    return opened;
  };
  return {
    name,
    index,
    files: async () => ({ name, pack: await read(), index: indexBytes }),
    async checkObject(oid) {
      const pack = await open();
      guarded(packKey, () => pack.read(oid), oid);
    },
    async check() {
      const bytes = await read();
      await open();
      guarded(packKey, () => checkPack(bytes));
    },
  };
}

function guarded<T>(key: string, task: () => T, oid?: Oid): T {
  try {
    return task();
  } catch (cause) {
    throw damagedPack(key, cause instanceof Error ? cause.message : String(cause), { oid, cause });
  }
}

async function readFile(store: ObjectStore, key: string, missing: string): Promise<Uint8Array> {
  const stored = await store.get(key).catch((cause: unknown) => {
    const isDamaged = cause instanceof StorageError && cause.code === 'damaged';
    throw isDamaged ? damagedPack(key, "it can't be read back", { cause }) : cause;
  });
  if (stored === undefined) throw damagedPack(key, missing);
  return stored.body;
}
