interface Kept<T> {
  value: Promise<T | undefined>;
  bytes: number;
}

export interface ObjectCache<T> {
  /** @param make asked where there is nothing by this name; `bytes`: what keeping it takes, 0 to let it go */
  get(name: string, make: () => Promise<{ value: T | undefined; bytes: number }>): Promise<T | undefined>;
  clear(): void;
}

/** Keeps what was made last, up to so many bytes. What two ask for at the same time is made once. */
export function openObjectCache<T>(maxBytes: number): ObjectCache<T> {
  const kept = new Map<string, Kept<T>>();
  let total = 0;
  const drop = (name: string): void => {
    total -= kept.get(name)?.bytes ?? 0;
    kept.delete(name);
  };
  const get: ObjectCache<T>['get'] = (name, make) => {
    const known = kept.get(name);
    if (known !== undefined) {
      kept.delete(name);
      kept.set(name, known);
      return known.value;
    }
    const made = make().then(
      ({ value, bytes }) => {
        if (kept.get(name) !== entry) return value;
        entry.bytes = bytes;
        total += bytes;
        if (bytes === 0) drop(name);
        for (const oldest of kept.keys()) {
          if (total <= maxBytes) break;
          drop(oldest);
        }
        return value;
      },
      (error) => {
        drop(name);
        throw error;
      },
    );
    const entry: Kept<T> = { value: made, bytes: 0 };
    kept.set(name, entry);
    return made;
  };
  const clear = (): void => {
    kept.clear();
    total = 0;
  };
  return { get, clear };
}
