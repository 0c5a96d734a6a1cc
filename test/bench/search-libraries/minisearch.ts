import { askMiniSearch, miniSearchOf, toDocument } from '../../support/search/mini-search.ts';
import type { Library } from './library.ts';

/** One JSON file with the whole index. */
export const miniSearch: Library = {
  name: 'MiniSearch',
  async build(entries) {
    const index = miniSearchOf(entries);
    return {
      files: async () => new Map([['index.json', new TextEncoder().encode(JSON.stringify(index))]]),
      replace: async (entry) => index.replace(toDocument(entry)),
      find: async (question) => askMiniSearch(index, question),
    };
  },
};
