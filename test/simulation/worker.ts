// A thread that runs the seeds it is sent, one after the other.
import { parentPort } from 'node:worker_threads';
import { runSeed, type SeedResult } from './run-seed.ts';
import { warmUp } from './warm-up.ts';

export type WorkerAnswer = { seed: number; result: SeedResult } | { seed: number; error: string };

await warmUp();
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
