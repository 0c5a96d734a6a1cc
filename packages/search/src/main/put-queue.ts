/** Puts objects, some at once. */
export interface PutQueue {
  /** Waits until there is room. @throws what an earlier put threw */
  put(name: string, body: Uint8Array | string, contentType: string): Promise<void>;
  /** Waits until all are put. @throws what a put threw */
  settled(): Promise<void>;
  /** Waits until no put is on its way. */
  idle(): Promise<void>;
  readonly objects: number;
  readonly bytes: number;
}

const MAX_PUTS = 16;

export function createPutQueue(
  put: (name: string, body: Uint8Array | string, contentType: string) => Promise<void>,
): PutQueue {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let [objects, bytes] = [0, 0];
  const check = (): void => {
    if (failures.length > 0) throw failures[0];
  };
  const start = async (name: string, body: Uint8Array | string, contentType: string): Promise<void> => {
    try {
      await put(name, body, contentType);
    } catch (error) {
      failures.push(error);
    }
  };
  return {
    get objects() {
      return objects;
    },
    get bytes() {
      return bytes;
    },
    put: async (name, body, contentType) => {
      while (running.size >= MAX_PUTS) await Promise.race(running);
      check();
      const encoded = typeof body === 'string' ? new TextEncoder().encode(body) : body;
      objects++;
      bytes += encoded.length;
      const started = start(name, encoded, contentType).finally(() => running.delete(started));
      running.add(started);
    },
    idle: async () => {
      await Promise.all(running);
    },
    settled: async () => {
      await Promise.all(running);
      check();
    },
  };
}
