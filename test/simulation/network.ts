import { type ObjectStore, StorageError } from '@holt/storage';
import type { Bucket, StoreRequest } from './bucket.ts';
import type { Dice } from './dice.ts';
import { type Course, drawCourse, type Fault, type FaultPlan } from './faults.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

/** Whoever sends requests. */
export interface Sender {
  readonly name: string;
  readonly isDead: boolean;
  crash(): void;
}

export interface NetworkOptions {
  scheduler: Scheduler;
  bucket: Bucket;
  plan: FaultPlan;
  dice: Dice;
  trace: Trace;
}

/** As the S3 adapter does: what a condition decides is sent once, whatever becomes of it. */
const SENDINGS_OF_THE_REF = 1;

/** A request as its sender sees it, also when the network sends it more than once. */
interface Call {
  request: StoreRequest;
  /** It has changed something. */
  applied: boolean;
}

/** The way between processes and the bucket, on which requests and answers are slow, lost or late. */
export class Network {
  readonly faults: Partial<Record<Fault, number>> = {};
  /** Conditional puts that were answered `precondition-failed` though they were applied. */
  falseRefusals = 0;
  requests = 0;
  readonly #options: NetworkOptions;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  /** A store as one process sees it. */
  connect(sender: Sender): ObjectStore {
    const send = <T>(request: StoreRequest) => this.#call(sender, { request, applied: false }) as Promise<T>;
    return {
      get: (key) => send({ method: 'get', key }),
      head: (key) => send({ method: 'head', key }),
      put: (key, body, options = {}) => send({ method: 'put', key, body, options }),
      delete: (key, options = {}) => send({ method: 'delete', key, options }),
      list: (options) => send({ method: 'list', key: options.prefix, options }),
    };
  }

  async #call(sender: Sender, call: Call): Promise<unknown> {
    const { method, key } = call.request;
    const sendings = method === 'put' && key.endsWith('/info/refs') ? SENDINGS_OF_THE_REF : 1;
    for (let sending = 1; ; sending++) {
      try {
        return await this.#send(sender, call);
      } catch (error) {
        const { code } = error as StorageError;
        if (code === 'unavailable' && sending < sendings) continue;
        if (code === 'precondition-failed' && call.applied) this.falseRefusals += 1;
        throw error;
      }
    }
  }

  /** Never settles when the sender ends before the answer. */
  #send(sender: Sender, call: Call): Promise<unknown> {
    const { scheduler, dice, plan } = this.#options;
    const { request } = call;
    return new Promise((resolve, reject) => {
      if (sender.isDead) return;
      scheduler.submit(`${sender.name} ${request.method} ${request.key}`, () => {
        if (sender.isDead) return;
        this.requests += 1;
        const course = drawCourse(dice, plan, request);
        const { fate } = course;
        if (fate !== 'through') this.faults[fate] = (this.faults[fate] ?? 0) + 1;
        const outcome = this.#apply(sender, call, course);
        scheduler.after(course.answeredMs, () => {
          if (sender.isDead) return;
          if (fate.startsWith('crash')) {
            this.#note(sender, request, fate, 'crash');
            sender.crash();
            return;
          }
          const answer = fate === 'through' ? outcome() : { error: failure(fate, request) };
          this.#note(sender, request, fate, describe(answer));
          if (answer.error !== undefined) reject(answer.error);
          else resolve(answer.value);
        });
      });
    });
  }

  /** Has the request applied when its time comes, if it arrives. Returns what tells the outcome afterwards. */
  #apply(sender: Sender, call: Call, { fate, appliedMs, goesDownWithSender }: Course): () => Outcome {
    const { scheduler, bucket } = this.#options;
    const { request } = call;
    let outcome: Outcome = { value: undefined };
    if (fate === 'refused' || fate === 'conflict' || fate === 'crash-before') return () => outcome;
    scheduler.after(appliedMs, () => {
      if (sender.isDead && goesDownWithSender) return;
      try {
        outcome = { value: bucket.apply(request) };
        call.applied ||= request.method === 'put' || request.method === 'delete';
      } catch (error) {
        outcome = { error };
      }
      if (fate !== 'through') this.#note(sender, request, fate, `applied ${describe(outcome)}`);
    });
    return () => outcome;
  }

  #note(sender: Sender, { method, key }: StoreRequest, fate: string, outcome: string): void {
    this.#options.trace.add(this.#options.scheduler.now(), sender.name, method, key, fate, outcome);
  }
}

interface Outcome {
  value?: unknown;
  error?: unknown;
}

function failure(fate: string, { key }: StoreRequest): StorageError {
  const code = fate === 'conflict' ? 'conflict' : 'unavailable';
  return new StorageError(code, key, `simulated: ${fate} at ${key}`);
}

function describe({ value, error }: Outcome): string {
  if (error !== undefined) return error instanceof StorageError ? error.code : String(error);
  const { etag, objects } = (value ?? {}) as { etag?: string; objects?: unknown[] };
  return etag ?? (objects === undefined ? 'none' : `${objects.length} objects`);
}
