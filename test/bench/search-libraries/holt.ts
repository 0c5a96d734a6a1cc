import { gzipSync } from 'node:zlib';
import { openSearch } from '@holt/search';
import { indexInMemory } from '../../support/search/index-in-memory.ts';
import type { Library } from './library.ts';

const SHOWN = 5;

/** Files in shards, some of them loaded by a question; a page that was written is in one more that all questions load. */
export const holt: Library = {
  name: 'Holt',
  async build(entries) {
    const { files, load, write } = await indexInMemory(entries);
    const search = openSearch(load);
    return {
      files: async () => new Map(files),
      async loadedBy(question) {
        const loaded = new Map<string, Uint8Array>();
        const first = openSearch(async (name) => {
          const body = await load(name);
          if (body !== undefined) loaded.set(name, body);
          return body;
        });
        const { hits } = await first.query(question, { limit: SHOWN });
        await Promise.all(hits.map(first.excerpts));
        const bodies = [...loaded];
        return {
          bytes: bodies.reduce((sum, [, { length }]) => sum + length, 0),
          // What isn't JSON is served as it is.
          gzipBytes: bodies.reduce(
            (sum, [name, body]) => sum + (name.endsWith('.json') ? gzipSync(body).length : body.length),
            0,
          ),
        };
      },
      replace: async (entry) => write(entry),
      find: async (question) => (await search.query(question, { limit: SHOWN })).hits.map(({ path }) => path),
    };
  },
};
