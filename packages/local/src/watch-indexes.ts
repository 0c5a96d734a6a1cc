import type { ObjectStore } from '@holt/storage';
import { searchRootKey } from '@holt/wiki';

/** The same store; tells after each put of a root of a search index which wiki's it was. */
export function watchIndexes(store: ObjectStore, onPut: (wiki: string) => void): ObjectStore {
  return {
    get: (key) => store.get(key),
    head: (key) => store.head(key),
    async put(key, body, options) {
      const answer = await store.put(key, body, options);
      const [, owner = '', name = ''] = key.split('/');
      if (key === searchRootKey({ owner, name })) onPut(`${owner}/${name}`);
      return answer;
    },
    delete: (key, options) => store.delete(key, options),
    list: (options) => store.list(options),
  };
}
