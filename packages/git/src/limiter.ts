/** Starts a task as soon as fewer than the limit are running; settles as the task does. */
export type Limiter = <T>(task: () => Promise<T>) => Promise<T>;

/** A queue, first come first served, that runs at most `limit` tasks at once. */
export function createLimiter(limit: number): Limiter {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    // A finished task hands its place on, so that no newcomer overtakes the queue.
    if (running < limit) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
