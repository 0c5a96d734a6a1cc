import { KEY_VALUE_LIMITS } from '../key-value-store.ts';

/** An answer of the service. */
export interface KeyValueAnswer {
  status: number;
  /** Of an error. */
  type?: string;
  etag?: string;
  body: Record<string, unknown>;
}

export interface KeyValueState {
  readonly entries: Map<string, string>;
  etag(): string;
  /** What another writer does. */
  change(put: Record<string, string>): void;
  describe(): KeyValueAnswer;
  get(key: string): KeyValueAnswer;
  list(query: URLSearchParams): KeyValueAnswer;
  update(ifMatch: string | undefined, body: string): KeyValueAnswer;
  missing(what: string): KeyValueAnswer;
}

interface UpdateInput {
  Puts?: { Key: string; Value: string }[];
  Deletes?: { Key: string }[];
}

const MAX_UPDATE_BYTES = 3 * 1024 * 1024;
const DEFAULT_PAGE_KEYS = 10;
const STALE_ETAG: KeyValueAnswer = { status: 409, type: 'ConflictException', body: { Message: 'another ETag' } };

/**
 * What is in a store, and how it changes. The service does not document whether deleting what is not there is refused, nor how it tells that an
 * ETag is no longer the store's: tests choose.
 */
export function makeKeyValueState(
  arn: string,
  {
    missingDeletes = 'ignored',
    staleEtags = STALE_ETAG,
  }: { missingDeletes?: 'ignored' | 'refused'; staleEtags?: KeyValueAnswer },
): KeyValueState {
  const entries = new Map<string, string>();
  let version = 1;
  const etag = () => `KV${version.toString(36).toUpperCase().padStart(11, '0')}`;
  const size = () => ({ ItemCount: entries.size, TotalSizeInBytes: sizeOf(entries) });
  const missing = (what: string): KeyValueAnswer => ({
    status: 404,
    type: 'ResourceNotFoundException',
    body: { Message: `no ${what}` },
  });

  return {
    entries,
    etag,
    missing,
    change(put) {
      for (const [key, value] of Object.entries(put)) entries.set(key, value);
      version += 1;
    },
    describe: () => ({
      status: 200,
      etag: etag(),
      body: { ...size(), KvsARN: arn, Created: 1_790_000_000, Status: 'READY' },
    }),
    get(key) {
      const value = entries.get(key);
      return value === undefined ? missing('key') : { status: 200, body: { ...size(), Key: key, Value: value } };
    },
    list(query) {
      const max = Number(query.get('MaxResults') ?? DEFAULT_PAGE_KEYS);
      if (max < 1 || max > 50) return invalid('MaxResults');
      // In no order that anyone should rely on.
      const all = [...entries].reverse().map(([Key, Value]) => ({ Key, Value }));
      const start = Number(query.get('NextToken') ?? 0);
      const NextToken = start + max < all.length ? { NextToken: String(start + max) } : {};
      return { status: 200, body: { Items: all.slice(start, start + max), ...NextToken } };
    },
    update(ifMatch, body) {
      const { Puts = [], Deletes = [] } = JSON.parse(body) as UpdateInput;
      const keys = [...Puts, ...Deletes].map(({ Key }) => Key);
      if (ifMatch === undefined) return invalid('If-Match');
      if (Buffer.byteLength(body) > MAX_UPDATE_BYTES || keys.length > KEY_VALUE_LIMITS.maxKeysPerUpdate)
        return invalid('size');
      if (keys.length === 0 || new Set(keys).size < keys.length) return invalid('keys');
      if (keys.some((key) => !isWithin(key, 1, KEY_VALUE_LIMITS.maxKeyBytes))) return invalid('Key');
      if (Puts.some(({ Value }) => !isWithin(Value, 0, KEY_VALUE_LIMITS.maxValueBytes))) return invalid('Value');
      if (ifMatch !== etag()) return staleEtags;
      if (missingDeletes === 'refused' && Deletes.some(({ Key }) => !entries.has(Key))) return missing('key');
      const next = new Map(entries);
      for (const { Key } of Deletes) next.delete(Key);
      for (const { Key, Value } of Puts) next.set(Key, Value);
      if (sizeOf(next) > KEY_VALUE_LIMITS.maxStoreBytes) {
        return { status: 402, type: 'ServiceQuotaExceededException', body: { Message: 'full' } };
      }
      entries.clear();
      for (const [key, value] of next) entries.set(key, value);
      version += 1;
      return { status: 200, etag: etag(), body: size() };
    },
  };
}

function invalid(what: string): KeyValueAnswer {
  return { status: 400, type: 'ValidationException', body: { Message: `invalid ${what}` } };
}

function isWithin(text: unknown, min: number, max: number): boolean {
  return typeof text === 'string' && Buffer.byteLength(text) >= min && Buffer.byteLength(text) <= max;
}

function sizeOf(entries: ReadonlyMap<string, string>): number {
  return [...entries].reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
}
