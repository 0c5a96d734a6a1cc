/** Works that are begun in order, at most so many at a time. */
export interface Backlog {
  /** Settles when the work has begun. After a failure nothing begins any more. @throws the first failure */
  add(work: () => Promise<unknown>): Promise<void>;
  /** Settles when no work is under way. @throws the first failure */
  end(): Promise<void>;
}

export function createBacklog(limit: number): Backlog {
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const check = () => {
    if (failures.length > 0) throw failures[0];
  };
  return {
    async add(work) {
      while (underWay.size >= limit) await Promise.race(underWay);
      check();
      const step: Promise<void> = work()
        .then(
          () => undefined,
          (error: unknown) => void failures.push(error),
        )
        .finally(() => underWay.delete(step));
      underWay.add(step);
    },
    async end() {
      await Promise.all(underWay);
      check();
    },
  };
}
