const FIRST_BYTES = 1024;
const encoder = /* @__PURE__ */ new TextEncoder();

/** Bytes that grow at their end. */
export interface ByteWriter {
  readonly length: number;
  /** A natural number below 2^53, in seven bits a byte, the lowest ones first. */
  number(value: number): void;
  bytes(bytes: Uint8Array): void;
  text(text: string): void;
  /** What was written; not a copy. */
  written(): Uint8Array;
}

export function createByteWriter(): ByteWriter {
  let buffer = new Uint8Array(FIRST_BYTES);
  let length = 0;
  const grow = (more: number): void => {
    if (length + more <= buffer.length) return;
    const larger = new Uint8Array(Math.max(length + more, buffer.length * 2));
    larger.set(buffer);
    buffer = larger;
  };
  const bytes = (more: Uint8Array): void => {
    grow(more.length);
    buffer.set(more, length);
    length += more.length;
  };
  return {
    get length() {
      return length;
    },
    number: (value) => {
      grow(8);
      let rest = value;
      while (rest >= 0x80) {
        buffer[length++] = (rest % 0x80) + 0x80;
        rest = Math.floor(rest / 0x80);
      }
      buffer[length++] = rest;
    },
    bytes,
    text: (text) => bytes(encoder.encode(text)),
    written: () => buffer.subarray(0, length),
  };
}
