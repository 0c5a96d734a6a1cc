import { SearchError } from '../errors.ts';

/** Bytes from their beginning on. Whatever goes beyond their end, or isn't what it should be, throws SearchError `damaged`. */
export interface ByteReader {
  readonly left: number;
  number(): number;
  /** How many bytes so many numbers take from here on. */
  numbersBytes(count: number): number;
  bytes(length: number): Uint8Array;
  text(bytes: number): string;
  damaged(): SearchError;
}

/** @param name of the object, for errors */
export function createByteReader(name: string, buffer: Uint8Array): ByteReader {
  let at = 0;
  const damaged = (cause?: unknown): SearchError =>
    new SearchError('damaged', name, `${name} of the search index is damaged`, { cause });
  const bytes = (length: number): Uint8Array => {
    if (length > buffer.length - at) throw damaged();
    at += length;
    return buffer.subarray(at - length, at);
  };
  return {
    get left() {
      return buffer.length - at;
    },
    number: () => {
      let value = 0;
      for (let unit = 1; unit <= 2 ** 42; unit *= 0x80) {
        const byte = buffer[at++];
        if (byte === undefined) throw damaged();
        if (byte < 0x80) return value + byte * unit;
        value += (byte - 0x80) * unit;
      }
      throw damaged();
    },
    numbersBytes: (count) => {
      let end = at;
      for (let numbers = 0; numbers < count; numbers++) {
        while ((buffer[end] ?? 0) >= 0x80) end++;
        if (++end > buffer.length) throw damaged();
      }
      return end - at;
    },
    bytes,
    text: (length) => {
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes(length));
      } catch (error) {
        throw damaged(error);
      }
    },
    damaged,
  };
}
