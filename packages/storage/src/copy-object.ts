import type { ObjectStore } from './object-store.ts';

/**
 * Copies one object with all that it carries, under the same key, over whatever is there.
 *
 * @returns its size; `undefined` when the source has no such object, and nothing was put
 * @throws StorageError of either store
 */
export async function copyObject(
  source: Pick<ObjectStore, 'get'>,
  target: Pick<ObjectStore, 'put'>,
  key: string,
): Promise<number | undefined> {
  const object = await source.get(key);
  if (object === undefined) return undefined;
  const { body, contentType, cacheControl, metadata } = object;
  await target.put(key, body, { contentType, ...(cacheControl !== undefined && { cacheControl }), metadata });
  return body.length;
}
