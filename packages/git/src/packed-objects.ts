import { createByteBoundedCache } from './byte-bounded-cache.ts';
import { GitError, RESTORE_KEY } from './errors.ts';
import type { Oid } from './oid.ts';
import { openPack, type Pack, type Unpacked } from './pack.ts';
import { type PackIndex, parsePackIndex } from './pack-index.ts';

/** Packs are read whole. Of several, those used last are kept up to this size together; the very last one at any size. */
const PACK_CACHE_BYTES = 128 * 1024 * 1024;
const MAX_ATTEMPTS = 3;

/** Where packs lie. */
export interface PackSource {
  /** The names of the packs that are there now, without extension: `pack-…`. */
  list(): Promise<readonly string[]>;
  /** A file's bytes; `undefined` when there is none. `path` is below the repository: `objects/pack/pack-….idx`. */
  get(path: string): Promise<Uint8Array | undefined>;
  /** How a person finds the file: for errors. */
  nameOf(path: string): string;
}

/** The objects that lie in packs. */
export interface PackedObjects {
  /**
   * `undefined` when no pack has the object. The list of packs is read once, and again only when an object is in none of
   * them: packs that came since are found, packs that went are forgotten.
   *
   * @throws GitError `pack-damaged` with the key of the file: it is missing or damaged. Errors of the source pass through.
   */
  read(oid: Oid): Promise<Unpacked | undefined>;
}

/** `missing` is thrown for a file that is gone, which is no damage when its pack is no longer listed. */
class MissingFile extends Error {}

export function openPackedObjects(source: PackSource): PackedObjects {
  let listing: Promise<readonly string[]> | undefined;
  const indexes = new Map<string, Promise<PackIndex>>();
  const packs = createByteBoundedCache<Pack>(PACK_CACHE_BYTES);
  const loading = new Map<string, Promise<Pack>>();
  let lastUsed: { name: string; pack: Pack } | undefined;

  const list = async (): Promise<readonly string[]> => {
    const current = source.list();
    listing = current;
    try {
      const names = new Set(await current);
      for (const name of indexes.keys()) if (!names.has(name)) indexes.delete(name);
      return await current;
    } catch (error) {
      if (listing === current) listing = undefined;
      throw error;
    }
  };

  const readIndex = (name: string): Promise<PackIndex> => {
    const known = indexes.get(name);
    if (known !== undefined) return known;
    const read = readPackIndex(source, name);
    indexes.set(name, read);
    read.catch(() => indexes.delete(name));
    return read;
  };

  const readPack = async (name: string): Promise<Pack> => {
    const kept = packs.get(name) ?? (lastUsed?.name === name ? lastUsed.pack : undefined);
    if (kept !== undefined) return kept;
    const underWay = loading.get(name);
    if (underWay !== undefined) return await underWay;
    const read = readIndex(name)
      .then((index) => readPackOf(source, name, index))
      .finally(() => loading.delete(name));
    loading.set(name, read);
    return await read;
  };

  const findIn = async (name: string, oid: Oid): Promise<Unpacked | undefined> => {
    if ((await readIndex(name)).find(oid) === undefined) return undefined;
    const pack = await readPack(name);
    packs.set(name, pack, pack.sizeBytes);
    lastUsed = { name, pack };
    return unpack(source, name, pack, oid);
  };

  /** A pack that can't be read hides nothing that another one holds. */
  const find = async (names: readonly string[], oid: Oid): Promise<Unpacked | undefined> => {
    let problem: GitError | MissingFile | undefined;
    for (const name of names) {
      try {
        const found = await findIn(name, oid);
        if (found !== undefined) return found;
      } catch (error) {
        if (!(error instanceof GitError || error instanceof MissingFile)) throw error;
        problem ??= error;
      }
    }
    if (problem !== undefined) throw problem;
    return undefined;
  };

  return {
    async read(oid) {
      let names = listing === undefined ? undefined : await listing;
      for (let attempt = 1; ; attempt++) {
        const fresh = names === undefined;
        names ??= await list();
        try {
          const found = await find(names, oid);
          if (found !== undefined || fresh) return found;
        } catch (error) {
          if (!(error instanceof MissingFile)) throw error;
          // A fold may have taken the pack off the list since it was read.
          if (fresh && attempt >= MAX_ATTEMPTS) throw error.cause;
        }
        names = undefined;
      }
    },
  };
}

/** @throws GitError `pack-damaged`, or a {@link MissingFile} with that as its cause. */
async function readPackIndex(source: PackSource, name: string): Promise<PackIndex> {
  const path = `objects/pack/${name}.idx`;
  const bytes = await source.get(path);
  if (bytes === undefined) throw missing(source, path, 'the pack is listed, but its index is missing');
  return guarded(source, path, () => parsePackIndex(bytes));
}

async function readPackOf(source: PackSource, name: string, index: PackIndex): Promise<Pack> {
  const path = `objects/pack/${name}.pack`;
  const bytes = await source.get(path);
  if (bytes === undefined) throw missing(source, path, 'its index is there, but the pack is missing');
  return guarded(source, path, () => openPack(bytes, index));
}

function unpack(source: PackSource, name: string, pack: Pack, oid: Oid): Unpacked | undefined {
  return guarded(source, `objects/pack/${name}.pack`, () => pack.read(oid), oid);
}

function guarded<T>(source: PackSource, path: string, task: () => T, oid?: Oid): T {
  try {
    return task();
  } catch (cause) {
    throw damagedPack(source.nameOf(path), cause instanceof Error ? cause.message : String(cause), { oid, cause });
  }
}

function missing(source: PackSource, path: string, problem: string): MissingFile {
  return new MissingFile(problem, { cause: damagedPack(source.nameOf(path), problem) });
}

/** The error for a pack, an index or a list of packs that can't be used. */
export function damagedPack(
  key: string,
  problem: string,
  { oid, cause }: { oid?: Oid | undefined; cause?: unknown } = {},
): GitError {
  const remedy = `To repair it, ${RESTORE_KEY}, or write the objects again from a clone; then run \`holt verify\``;
  const message = `${key} is damaged: ${problem}. ${remedy}.`;
  return new GitError('pack-damaged', message, { key, ...(oid !== undefined && { oid }) }, { cause });
}
