import { Worker } from 'node:worker_threads';
import type { RenderAnswer, RenderJob } from './render-jobs.ts';
import type { RenderedPage } from './render-page.ts';
import { RENDER_WORKER } from './render-worker.ts';

export interface WorkerPoolOptions {
  /** The module that the workers run. */
  url: string;
  /** How many there are at most. */
  count: number;
  /** What a job may take, in milliseconds of a clock on the wall, before its worker is killed. */
  deadlineMs: number;
  /** What a worker's heap may take before it is killed, in MiB. */
  heapMiB: number;
}

/** Why there is no page: workers can't be started here, or the job's worker was killed. */
export type WorkerFailure = 'no worker' | 'deadline' | 'memory' | 'crash';

/** What a thread may take to load its modules: long, since it is not the page's fault. */
const START_MS = 60_000;

/**
 * What a worker's young generation may take, in MiB. At the limit of its heap Node has V8 take 16 MiB more until the worker has ended; when what is young
 * and still in use is more, V8 ends the whole process instead.
 */
const YOUNG_MIB = 16;

interface WaitingJob extends RenderJob {
  settle: (result: RenderedPage | WorkerFailure) => void;
}

/**
 * Threads that render pages, one job at a time each; started when they are needed first, and anew when one was killed.
 * They keep the process alive only while they have a job.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #waiting: WaitingJob[] = [];
  readonly #idle: Worker[] = [];
  #count = 0;
  #canStart = true;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  render(job: RenderJob): Promise<RenderedPage | WorkerFailure> {
    return new Promise((settle) => {
      this.#waiting.push({ ...job, settle });
      this.#assign();
    });
  }

  #assign(): void {
    while (this.#waiting.length > 0 && (this.#idle.length > 0 || this.#count < this.#options.count)) {
      const job = this.#waiting.shift() as WaitingJob;
      const worker = this.#idle.pop();
      if (worker !== undefined) this.#give(job, worker);
      else if (this.#canStart) this.#start(job);
      else job.settle('no worker');
    }
  }

  /** A worker that ends before it can take jobs could never be started: the rest does without. */
  #start(job: WaitingJob): void {
    this.#count++;
    const { url, heapMiB } = this.#options;
    let worker: Worker;
    try {
      worker = new Worker(new URL(url), {
        workerData: RENDER_WORKER,
        resourceLimits: { maxOldGenerationSizeMb: heapMiB, maxYoungGenerationSizeMb: YOUNG_MIB },
      });
    } catch {
      this.#lose(job, 'no worker');
      return;
    }
    this.#watch(worker, START_MS, (answer) => {
      if (answer === 'ready') this.#give(job, worker);
      else this.#lose(job, 'no worker');
    });
  }

  #give(job: WaitingJob, worker: Worker): void {
    worker.ref();
    this.#watch(worker, this.#options.deadlineMs, (answer) => {
      if (typeof answer === 'string') {
        this.#lose(job, answer === 'ready' ? 'crash' : answer);
        return;
      }
      worker.unref();
      this.#idle.push(worker);
      job.settle(answer);
      this.#assign();
    });
    worker.postMessage({ markdown: job.markdown, options: job.options } satisfies RenderJob);
  }

  #lose(job: WaitingJob, failure: WorkerFailure): void {
    this.#count--;
    if (failure === 'no worker') this.#canStart = false;
    job.settle(failure);
    this.#assign();
  }

  /** Waits for the worker's next answer; one that gives none is gone. */
  #watch(worker: Worker, timeoutMs: number, done: (answer: RenderAnswer | WorkerFailure) => void): void {
    const finish = (answer: RenderAnswer | WorkerFailure): void => {
      clearTimeout(timer);
      for (const [event, listener] of Object.entries(listeners)) worker.off(event, listener);
      done(answer);
    };
    const kill = (failure: WorkerFailure): void => {
      finish(failure);
      // What a dying worker still says is of no interest, but would be thrown if nobody listened.
      worker.on('error', () => {});
      void worker.terminate();
    };
    const listeners = {
      message: finish,
      messageerror: () => kill('crash'),
      error: ({ code }: NodeJS.ErrnoException) => kill(code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'crash'),
      exit: () => finish('crash'),
    };
    for (const [event, listener] of Object.entries(listeners)) worker.on(event, listener);
    const timer = setTimeout(kill, timeoutMs, 'deadline');
  }
}
