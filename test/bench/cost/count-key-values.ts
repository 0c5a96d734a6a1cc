import type { KeyValueStore } from '@holt/storage';

/** CloudFront's API lists so many entries at a time unless it is asked for more. */
const LISTED_AT_ONCE = 50;

export interface CountedKeyValues extends KeyValueStore {
  /** Requests that CloudFront's API would have had so far. */
  readonly calls: number;
  /** Of them, those that change something. */
  readonly updates: number;
  reset(): void;
}

/** Counts what a key-value store's caller would have asked of CloudFront's API, where nobody else is in its way. */
export function countKeyValues(keyValues: KeyValueStore): CountedKeyValues {
  let calls = 0;
  let updates = 0;
  return {
    get calls() {
      return calls;
    },
    get updates() {
      return updates;
    },
    reset() {
      calls = 0;
      updates = 0;
    },
    async get(key) {
      calls += 1;
      return await keyValues.get(key);
    },
    async entries() {
      const entries = await keyValues.entries();
      const pages = Math.max(1, Math.ceil(entries.length / LISTED_AT_ONCE));
      // With several pages the first is asked for twice, and the ETag before and after.
      calls += pages === 1 ? 1 : 1 + pages + 2;
      return entries;
    },
    async etag() {
      calls += 1;
      return await keyValues.etag();
    },
    async update(change, options) {
      // The ETag is asked for first.
      calls += 2;
      updates += 1;
      return await keyValues.update(change, options);
    },
  };
}
