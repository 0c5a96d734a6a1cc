/** Lines are compared whole; longer ones in pieces of this many bytes, as in git. */
const MAX_PIECE_BYTES = 64;
const NEWLINE = 0x0a;

/**
 * How much of two files is the same, from 0 to 1: the bytes of the pieces that both have, by the size of the larger. Git
 * estimates renames in the same way (gitdiffcore(7)). Two empty files have nothing in common.
 */
export function similarity(a: Uint8Array, b: Uint8Array): number {
  const larger = Math.max(a.length, b.length);
  if (larger === 0 || Math.min(a.length, b.length) === 0) return 0;
  const pieces = countPieces(a);
  let commonBytes = 0;
  for (const [piece, bytes] of countPieces(b)) commonBytes += Math.min(bytes, pieces.get(piece) ?? 0);
  return commonBytes / larger;
}

/** The bytes that each piece takes in all. */
function countPieces(content: Uint8Array): Map<string, number> {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const counts = new Map<string, number>();
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const lineEnd = newline < 0 ? bytes.length : newline + 1;
    const end = Math.min(lineEnd, start + MAX_PIECE_BYTES);
    const piece = bytes.toString('latin1', start, end);
    counts.set(piece, (counts.get(piece) ?? 0) + end - start);
    start = end;
  }
  return counts;
}
