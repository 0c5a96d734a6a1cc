import type { ListResult, ObjectStore } from '../object-store.ts';

/** One request to a store, whether it succeeded or not. */
export interface CountedRequest {
  method: 'get' | 'head' | 'put' | 'delete' | 'list';
  /** The object's key; of a list, its prefix. */
  key: string;
  /** Of the body that went over: what a put sent or a get brought; otherwise 0. */
  bytes: number;
}

export interface CountingStore extends ObjectStore {
  /** In the order in which they were begun. */
  readonly requests: readonly CountedRequest[];
  /** Forgets all requests so far. */
  reset(): void;
}

/** Wraps a store so that a test can say what its caller asked of it, and how much. */
export function countingStore(store: ObjectStore): CountingStore {
  const requests: CountedRequest[] = [];

  function count(method: CountedRequest['method'], key: string, bytes = 0): CountedRequest {
    const request = { method, key, bytes };
    requests.push(request);
    return request;
  }

  return {
    requests,
    reset() {
      requests.length = 0;
    },
    async get(key) {
      const request = count('get', key);
      const object = await store.get(key);
      request.bytes = object?.body.length ?? 0;
      return object;
    },
    async head(key) {
      count('head', key);
      return await store.head(key);
    },
    async put(key, body, options) {
      count('put', key, typeof body === 'string' ? Buffer.byteLength(body) : body.length);
      return await store.put(key, body, options);
    },
    async delete(key, options) {
      count('delete', key);
      await store.delete(key, options);
    },
    async list(options): Promise<ListResult> {
      count('list', options.prefix);
      return await store.list(options);
    },
  };
}
