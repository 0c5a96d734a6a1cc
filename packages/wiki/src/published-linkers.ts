import { readLinks } from '@holt/site';
import { StorageError } from '@holt/storage';
import { linksKey } from './link-artifacts.ts';
import type { WikiContext } from './wiki-context.ts';

/**
 * The pages that link to an address, as published: one request. What can't be read of it is left to verifying and rebuilding.
 *
 * @throws StorageError
 */
export async function publishedLinkers({ wiki, store }: WikiContext, address: string): Promise<string[]> {
  try {
    const object = await store.get(linksKey(wiki, address));
    return object === undefined ? [] : readLinks(new TextDecoder().decode(object.body), wiki);
  } catch (error) {
    if (error instanceof StorageError && error.code !== 'damaged') throw error;
    return [];
  }
}
