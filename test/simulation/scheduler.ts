interface Event {
  dueMs: number;
  order: number;
  run: () => void;
}

interface Submission {
  name: string;
  start: () => void;
}

const START_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

/**
 * Virtual time. One event happens at a time; the next one only when nothing is left to do for anybody, so that a seed alone
 * decides what happens. That needs everything between two events to be microtasks: work on another thread, or a timer, would
 * make the order depend on the machine.
 */
export class Scheduler {
  #nowMs = START_MS;
  #order = 0;
  readonly #events: Event[] = [];
  #submissions: Submission[] = [];

  /** Milliseconds since 1970. */
  now(): number {
    return this.#nowMs;
  }

  /**
   * Starts something when everybody has come to rest. What is submitted at one moment starts ordered by name, not in the order
   * in which it came: how many microtasks some code takes then does not matter.
   */
  submit(name: string, start: () => void): void {
    this.#submissions.push({ name, start });
  }

  /** To be called from what {@link Scheduler.submit} or an event starts. */
  after(ms: number, run: () => void): void {
    this.#order += 1;
    push(this.#events, { dueMs: this.#nowMs + Math.ceil(ms), order: this.#order, run });
  }

  sleep(name: string, ms: number): Promise<void> {
    return new Promise((resolve) => this.submit(name, () => this.after(ms, resolve)));
  }

  /** Goes on until nothing is left to happen. */
  async run(): Promise<void> {
    for (;;) {
      await new Promise(setImmediate);
      const submissions = this.#submissions;
      this.#submissions = [];
      if (submissions.length > 1) submissions.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
      for (const { start } of submissions) start();
      const event = pop(this.#events);
      if (event === undefined) return;
      this.#nowMs = event.dueMs;
      event.run();
    }
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.dueMs !== b.dueMs ? a.dueMs < b.dueMs : a.order < b.order;
}

/** A binary heap: the parent of `i` is at `(i - 1) >> 1`. */
function push(heap: Event[], event: Event): void {
  let at = heap.length;
  heap.push(event);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(event, heap[parent] as Event)) break;
    heap[at] = heap[parent] as Event;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child += 1;
    if (!isBefore(heap[child] as Event, last)) break;
    heap[at] = heap[child] as Event;
    at = child;
  }
  heap[at] = last;
  return first;
}
