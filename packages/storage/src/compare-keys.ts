/**
 * Orders strings as their UTF-8 bytes would be, which is the order of every listing.
 *
 * JavaScript's own `<` compares UTF-16 units and so puts U+E000..U+FFFF after the characters beyond U+FFFF.
 */
export function compareKeys(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates are the first halves of characters beyond U+FFFF: they sort after all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
