/** Remembers the values used last, up to a total of bytes as its user accounts for them. For values that never change. */
export interface ByteBoundedCache<V> {
  get(key: string): V | undefined;
  /** A value larger than the whole bound is not kept. */
  set(key: string, value: V, sizeBytes: number): void;
}

/** A least-recently-used cache of at most `maxBytes`. */
export function createByteBoundedCache<V>(maxBytes: number): ByteBoundedCache<V> {
  // A Map keeps the order of insertion: the first entry is the one used longest ago.
  const entries = new Map<string, { value: V; sizeBytes: number }>();
  let totalBytes = 0;

  const remove = (key: string) => {
    totalBytes -= entries.get(key)?.sizeBytes ?? 0;
    entries.delete(key);
  };

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, sizeBytes) {
      remove(key);
      if (sizeBytes > maxBytes) return;
      entries.set(key, { value, sizeBytes });
      totalBytes += sizeBytes;
      for (const oldest of entries.keys()) {
        if (totalBytes <= maxBytes) break;
        remove(oldest);
      }
    },
  };
}
