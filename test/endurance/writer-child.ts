/*
 * A process in which writers edit one wiki until it is killed. Arguments: the store's folder, then `writer:edit` for each writer and the
 * first edit it makes. On stdout, a line of JSON for each acknowledged edit, and a line `.` for each call of the store that begins or ends.
 */
import { writeSync } from 'node:fs';
import { type ObjectStore, openFileObjectStore, openKeyValueStore, systemClock, systemRandom } from '@holt/storage';
import { openWikis, WikiError } from '@holt/wiki';
import type { Acknowledgement } from './life.ts';
import { requestOf, WIKI } from './script.ts';

const FOLD_EVERY = 11;
const [directory = '', ...writers] = process.argv.slice(2);

const pause = new Int32Array(new SharedArrayBuffer(4));

/** The line is in the pipe when it returns, so that a kill does not take it back. */
function say(line: string): void {
  for (;;) {
    try {
      writeSync(1, `${line}\n`);
      return;
    } catch (error) {
      // The pipe is full: its reader is busy.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  say('.');
  try {
    return await work();
  } finally {
    say('.');
  }
}

/** A store of its own, and so a view of its own of everything in it. */
function openStore(): ObjectStore {
  const store = openFileObjectStore({ directory, random: systemRandom });
  return {
    get: (key) => told(() => store.get(key)),
    head: (key) => told(() => store.head(key)),
    put: (key, body, options) => told(() => store.put(key, body, options)),
    delete: (key, options) => told(() => store.delete(key, options)),
    list: (options) => told(() => store.list(options)),
  };
}

async function runWriter(writer: number, firstEdit: number): Promise<never> {
  const store = openStore();
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const wiki = await openWikis({ store, keyValues, clock: systemClock, random: systemRandom }).open(WIKI);
  for (let edit = firstEdit; ; ) {
    try {
      const { revision, generation, published } = await wiki.write(requestOf({ writer, edit }));
      say(JSON.stringify({ writer, edit, revision, generation, published } satisfies Acknowledgement));
      edit += 1;
      if (edit % FOLD_EVERY === 0) await wiki.fold();
    } catch (error) {
      if (!(error instanceof WikiError && (error.code === 'busy' || error.code === 'unknown-outcome'))) throw error;
    }
  }
}

await Promise.all(
  writers.map(async (each) => {
    const [writer = 0, firstEdit = 1] = each.split(':').map(Number);
    await runWriter(writer, firstEdit);
  }),
);
