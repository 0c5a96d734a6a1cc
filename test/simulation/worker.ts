// A thread that runs the seeds it is sent, one after the other.
import { enableCompileCache, flushCompileCache } from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { SeedResult } from './run-seed.ts';

export type WorkerAnswer = { seed: number; result: SeedResult } | { seed: number; error: string };

// Node has its main thread alone use the folder that the environment names.
if (process.env.NODE_COMPILE_CACHE) enableCompileCache();
const [{ runSeed }, { warmUp }] = await Promise.all([import('./run-seed.ts'), import('./warm-up.ts')]);
await warmUp();
flushCompileCache();
const port = parentPort;
let before: Promise<void> = Promise.resolve();
// One after the other: two at once would meet in what the process has only once.
port?.on('message', (seed: number) => {
  before = before.then(async () => port.postMessage(await answer(seed)));
});

async function answer(seed: number): Promise<WorkerAnswer> {
  try {
    return { seed, result: (await runSeed(seed)).result };
  } catch (error) {
    return { seed, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
