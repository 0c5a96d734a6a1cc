/**
 * Orders names as readers expect ("Chapter 9" before "Chapter 10", case aside), the same on every machine: by Unicode
 * code units of the lower-case text, without locale data.
 */
export function compareNames(a: string, b: string): number {
  const left = sortKey(a);
  const right = sortKey(b);
  if (left !== right) return left < right ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Numbers with their length before them, so that they sort by value. */
function sortKey(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/\d+/g, (digits) => {
      const value = digits.replace(/^0+(?=\d)/, '');
      return `0${String.fromCodePoint(0x30 + Math.min(value.length, 0x3f))}${value}`;
    });
}
