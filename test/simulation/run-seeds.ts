import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SeedResult } from './run-seed.ts';
import type { WorkerAnswer } from './worker.ts';

/** So many seeds wait in a worker, so that it never waits for one. */
const QUEUED = 2;

export interface RunOptions {
  from: number;
  count: number;
  /** Told of every seed that has ended. @returns whether to begin no further one */
  onResult(result: SeedResult): boolean;
}

/**
 * Runs seeds on all cores.
 *
 * @returns their results in the order of the seeds
 * @throws Error that names the seed, for one that could not be run to its end
 */
export async function runSeeds({ from, count, onResult }: RunOptions): Promise<SeedResult[]> {
  const results: SeedResult[] = [];
  let next = from;
  const workers = Array.from(
    { length: Math.min(availableParallelism(), count) },
    () => new Worker(new URL('./worker.ts', import.meta.url)),
  );
  try {
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((resolve, reject) => {
            let underWay = 0;
            const send = () => {
              while (underWay < QUEUED && next < from + count) {
                worker.postMessage(next);
                next += 1;
                underWay += 1;
              }
              if (underWay === 0) resolve();
            };
            worker.on('error', reject);
            worker.on('exit', (code) => reject(new Error(`A worker has ended with ${code}.`)));
            worker.on('message', (answer: WorkerAnswer) => {
              underWay -= 1;
              if ('error' in answer) return reject(new Error(`Seed ${answer.seed} did not end: ${answer.error}`));
              results.push(answer.result);
              if (onResult(answer.result)) next = from + count;
              send();
            });
            send();
          }),
      ),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results.sort((a, b) => a.seed - b.seed);
}
