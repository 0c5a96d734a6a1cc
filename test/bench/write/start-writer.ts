import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ObjectStore } from '@holt/storage';
import { serveStore } from './store-channel.ts';
import type { EditCommand, EditReport, WriterJob } from './writer-child.ts';

const CHILD = fileURLToPath(new URL('./writer-child.ts', import.meta.url));

/** A writer in a process of its own, that does nothing until it is asked. */
export interface Writer {
  edit(number: number): Promise<EditReport>;
  end(): Promise<void>;
}

/** Starts a writer; it is ready when this answers. It uses `store` unless its job names a folder. */
export async function startWriter(job: WriterJob, store: ObjectStore): Promise<Writer> {
  const child = fork(CHILD, [JSON.stringify(job)], { serialization: 'advanced', execArgv: [] });
  const ended = once(child, 'exit');
  await once(child, 'message');
  serveStore(store, child);
  return {
    async edit(number) {
      const { promise, resolve } = Promise.withResolvers<EditReport>();
      const listen = (message: Partial<EditReport>) => {
        if (message.edited === number) resolve(message as EditReport);
      };
      child.on('message', listen).send({ edit: number } satisfies EditCommand);
      try {
        return await Promise.race([promise, ended.then(() => Promise.reject(new Error('A writer ended early.')))]);
      } finally {
        child.off('message', listen);
      }
    },
    async end() {
      child.disconnect();
      await ended;
    },
  };
}
