import { dashKey } from '@holt/edge';
import { decodeRoot, encodeRoot, type Load, ROOT_NAME, SearchError, type SearchRoot } from '@holt/search';
import { StorageError } from '@holt/storage';
import { JSON_TYPE, PAGE_CACHE_CONTROL, tryPut } from './artifact.ts';
import type { Problem } from './compare-artifact.ts';
import type { WikiContext } from './wiki-context.ts';
import type { WikiId } from './wiki-id.ts';

type IndexContext = Pick<WikiContext, 'wiki' | 'store'>;

/** The root of a wiki's search index as it lies in the store. */
export interface StoredRoot {
  /** Undefined: there is none, or none that can be used. */
  root: SearchRoot | undefined;
  /** Why there is no root. */
  problem?: Extract<Problem, 'missing' | 'differs' | 'unreadable'>;
  /** Empty where there is none. */
  bytes: Uint8Array;
  /** Undefined: there is none, or the store can't read it. */
  etag: string | undefined;
}

/** Where an object of the index lies. @param name as after `-/` */
export function indexKey({ wiki }: Pick<WikiContext, 'wiki'>, name: string): string {
  return dashKey(wiki.owner, wiki.name, name);
}

/** Where the root of a wiki's search index lies: what is put there makes a fold of the index due, or not. */
export function searchRootKey(wiki: Pick<WikiId, 'owner' | 'name'>): string {
  return dashKey(wiki.owner, wiki.name, ROOT_NAME);
}

/** @throws StorageError, but for what can't be read */
export async function readRoot(context: IndexContext): Promise<StoredRoot> {
  const nothing = { root: undefined, bytes: new Uint8Array(), etag: undefined };
  try {
    const object = await context.store.get(indexKey(context, ROOT_NAME));
    if (object === undefined) return { ...nothing, problem: 'missing' };
    const { body: bytes, etag } = object;
    try {
      return { root: decodeRoot(bytes), bytes, etag };
    } catch (error) {
      if (!(error instanceof SearchError)) throw error;
      return { root: undefined, problem: 'differs', bytes, etag };
    }
  } catch (error) {
    if (!isDamaged(error)) throw error;
    return { ...nothing, problem: 'unreadable' };
  }
}

/**
 * Puts a root over what was read. What the store can't read has no ETag to name: it is replaced whatever it is.
 *
 * @returns false when something else lies there by now: nothing was changed
 */
export async function putRoot(
  context: IndexContext,
  root: SearchRoot,
  replaced: Pick<StoredRoot, 'etag' | 'problem'>,
): Promise<boolean> {
  const condition =
    replaced.etag !== undefined
      ? { ifMatch: replaced.etag }
      : replaced.problem === 'unreadable'
        ? {}
        : { ifNoneMatch: '*' as const };
  const headers = { contentType: JSON_TYPE, cacheControl: PAGE_CACHE_CONTROL };
  return tryPut(context.store, indexKey(context, ROOT_NAME), encodeRoot(root), { ...headers, ...condition });
}

/** Reads objects of the index as they are in the store; the entry of a page that is gone is none. */
export function loadIndex(context: IndexContext): Load {
  return async (name) => {
    try {
      const object = await context.store.get(indexKey(context, name));
      return object?.metadata.state === 'deleted' ? undefined : object?.body;
    } catch (error) {
      if (!isDamaged(error)) throw error;
      throw new SearchError('damaged', name, `The object ${name} can't be read.`, { cause: error });
    }
  };
}

function isDamaged(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'damaged';
}
