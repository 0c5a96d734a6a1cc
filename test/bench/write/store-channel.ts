import type { ChildProcess } from 'node:child_process';
import { type ObjectStore, StorageError, type StorageErrorCode } from '@holt/storage';

/*
 * A store that lives in the parent of the process that uses it, over the channel between the two. What the store holds then counts
 * neither in the memory of its user nor for its garbage collector.
 */
interface Call {
  call: number;
  method: keyof ObjectStore;
  args: unknown[];
}

interface Answer {
  answered: number;
  value?: unknown;
  error?: { code: StorageErrorCode; key: string; message: string };
}

/** Serves a store to a child that was forked with `serialization: 'advanced'`. */
export function serveStore(store: ObjectStore, child: ChildProcess): void {
  child.on('message', async (message: Partial<Call>) => {
    if (message.call === undefined || message.method === undefined) return;
    const method = store[message.method] as (...args: unknown[]) => Promise<unknown>;
    const answer: Answer = { answered: message.call };
    try {
      answer.value = await method.apply(store, message.args ?? []);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      answer.error = { code: error.code, key: error.key, message: error.message };
    }
    if (child.connected) child.send(answer);
  });
}

/** The store that this process's parent serves. */
export function parentStore(): ObjectStore {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let calls = 0;
  process.on('message', ({ answered, value, error }: Answer) => {
    const call = waiting.get(answered);
    waiting.delete(answered);
    if (error === undefined) call?.resolve(value);
    else call?.reject(new StorageError(error.code, error.key, error.message));
  });
  function call<T>(method: keyof ObjectStore, ...args: unknown[]): Promise<T> {
    calls += 1;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    waiting.set(calls, { resolve, reject });
    process.send?.({ call: calls, method, args } satisfies Call);
    return promise as Promise<T>;
  }
  return {
    get: (key) => call('get', key),
    head: (key) => call('head', key),
    put: (key, body, options) => call('put', key, body, options),
    delete: (key, options) => call('delete', key, options),
    list: (options) => call('list', options),
  };
}
