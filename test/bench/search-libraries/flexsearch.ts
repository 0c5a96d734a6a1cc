import { Charset, Document } from 'flexsearch';
import { toDocument } from '../../support/search/mini-search.ts';
import type { Library } from './library.ts';

/** A JSON file for each field and kind of table. Words that sound alike are one: what it has against typos. */
export const flexSearch: Library = {
  name: 'FlexSearch',
  async build(entries) {
    const index = new Document({
      document: { id: 'path', index: ['title', 'headings', 'text', 'tags'] },
      tokenize: 'strict',
      encoder: Charset.LatinBalance,
    });
    for (const entry of entries) index.add({ ...toDocument(entry) });
    return {
      async files() {
        const files = new Map<string, Uint8Array>();
        await index.export((key: string, data: string) => {
          files.set(`${key}.json`, new TextEncoder().encode(data ?? ''));
        });
        return files;
      },
      replace: async (entry) => void index.update({ ...toDocument(entry) }),
      async find(question) {
        const found = (await index.search(question, { limit: 5, merge: true, suggest: true })) as unknown as {
          id: string;
        }[];
        return found.slice(0, 5).map(({ id }) => id);
      },
    };
  },
};
