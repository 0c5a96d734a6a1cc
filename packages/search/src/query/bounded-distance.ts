/**
 * How many typos make one word of another: letters more, less or changed, or two beside each other in the wrong order. Takes time in the
 * length of the words where `most` is small.
 *
 * @returns Infinity above `most`
 * @see https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance (optimal string alignment)
 */
export function boundedDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let [start, aEnd, bEnd] = [0, a.length, b.length];
  while (aEnd > 0 && bEnd > 0 && a.charCodeAt(aEnd - 1) === b.charCodeAt(bEnd - 1)) {
    aEnd--;
    bEnd--;
  }
  while (start < aEnd && start < bEnd && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  const rows = aEnd - start;
  const columns = bEnd - start;
  let beforeLast: number[] = [];
  let last = Array.from({ length: columns + 1 }, (_, index) => index);
  for (let i = 1; i <= rows; i++) {
    // What is farther from the diagonal takes more typos.
    const from = Math.max(1, i - most);
    const to = Math.min(columns, i + most);
    const row: number[] = [];
    row[from - 1] = from === 1 ? i : Infinity;
    let least = row[from - 1] as number;
    for (let j = from; j <= to; j++) {
      const [ai, bj] = [a[start + i - 1], b[start + j - 1]];
      let cost = Math.min(
        (last[j] ?? Infinity) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] ?? Infinity) + (ai === bj ? 0 : 1),
      );
      if (i > 1 && j > 1 && ai === b[start + j - 2] && a[start + i - 2] === bj) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? Infinity) + 1);
      }
      row[j] = cost;
      least = Math.min(least, cost);
    }
    if (least > most) return Infinity;
    [beforeLast, last] = [last, row];
  }
  const distance = last[columns] ?? Infinity;
  return distance <= most ? distance : Infinity;
}
