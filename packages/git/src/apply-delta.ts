/**
 * The content that a delta makes of its base (gitformat-pack(5), "Deltified representation").
 *
 * @throws Error with the problem as its message.
 */
export function applyDelta(base: Uint8Array, delta: Uint8Array): Uint8Array {
  let at = 0;
  const next = (): number => {
    const byte = delta[at++];
    if (byte === undefined) throw new Error('a delta is cut off');
    return byte;
  };
  const readSize = (): number => {
    let size = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = next();
      size += (byte & 0x7f) * factor;
      if (byte < 0x80) return size;
    }
  };
  /** Of a number's bytes, low ones first, only those that the bits of `present` name are stored. */
  const readSparse = (present: number, count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) if (present & (1 << i)) value += next() * 256 ** i;
    return value;
  };

  if (readSize() !== base.length) throw new Error('a delta belongs to a base of another size');
  const sizeBytes = readSize();
  const parts: Uint8Array[] = [];
  let writtenBytes = 0;
  while (at < delta.length) {
    const instruction = next();
    let part: Uint8Array;
    if (instruction & 0x80) {
      const offset = readSparse(instruction, 4);
      const length = readSparse(instruction >> 4, 3) || 0x10000;
      part = base.subarray(offset, offset + length);
      if (part.length !== length) throw new Error('a delta copies from behind the end of its base');
    } else {
      if (instruction === 0) throw new Error('a delta holds an instruction that git does not know');
      part = delta.subarray(at, at + instruction);
      if (part.length !== instruction) throw new Error('a delta is cut off');
      at += instruction;
    }
    parts.push(part);
    writtenBytes += part.length;
    if (writtenBytes > sizeBytes) break;
  }
  if (writtenBytes !== sizeBytes) throw new Error('a delta makes an object of another size than it says');
  return Buffer.concat(parts, sizeBytes);
}
