import type { SearchEntry } from '@holt/search';
import { create, insertMultiple, save, search, update } from '@orama/orama';
import { toDocument } from '../../support/search/mini-search.ts';
import type { Library } from './library.ts';

const toOrama = (entry: SearchEntry) => ({ id: entry.path, ...toDocument(entry) });

/** One JSON file with the index and the pages' texts. */
export const orama: Library = {
  name: 'Orama',
  async build(entries) {
    const index = create({
      schema: { path: 'string', title: 'string', headings: 'string', text: 'string', tags: 'string' } as const,
    });
    await insertMultiple(index, entries.map(toOrama), 1000);
    return {
      files: async () => new Map([['index.json', new TextEncoder().encode(JSON.stringify(save(index)))]]),
      replace: async (entry) => void (await update(index, entry.path, toOrama(entry))),
      async find(term) {
        const { hits } = await search(index, { term, limit: 5, tolerance: 1, boost: { title: 3, headings: 2 } });
        return hits.map(({ id }) => id);
      },
    };
  },
};
