import { type ComparedName, describeLikeness, likeness, namesToCompare } from './title-likeness.ts';

interface NamedPage {
  path: string;
  title: string;
}

/** Of pages whose names have much in common so many are compared with each other: beyond, they are a series, and not alike. */
const MAX_IN_BUCKET = 30;

/**
 * Pages by what their names have in common, so that a page need not be compared with all others: names with the same words; names that
 * have the same beginning or the same end, as two that differ in one letter do. Names that differ in two, or share most words, are
 * found only where they have one of these in common.
 */
export function indexNames<P extends NamedPage>(pages: readonly P[]): (page: P) => { page: P; reason: string }[] {
  const buckets = new Map<string, P[]>();
  const names = new Map<string, ComparedName[]>();
  for (const page of pages) {
    const own = namesToCompare(page.path, page.title);
    names.set(page.path, own);
    for (const key of new Set(own.flatMap(keysOf))) {
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [page]);
      else bucket.push(page);
    }
  }
  return (page) => {
    const own = names.get(page.path) ?? [];
    const near = new Set<P>();
    for (const key of new Set(own.flatMap(keysOf))) {
      const bucket = buckets.get(key) ?? [];
      if (bucket.length <= MAX_IN_BUCKET) for (const other of bucket) near.add(other);
    }
    near.delete(page);
    const found: { page: P; reason: string }[] = [];
    for (const other of near) {
      const like = likeness(own, names.get(other.path) ?? []);
      if (like !== undefined) found.push({ page: other, reason: describeLikeness(like) });
    }
    return found.sort((a, b) => (a.page.path < b.page.path ? -1 : 1));
  };
}

/**
 * Of two names that differ in one letter, either the first halves are the same or the second ones. Half of the length, and of a length that
 * is one less: the other name may have that.
 */
function keysOf({ text, words, numbers }: ComparedName): string[] {
  const keys = [`w ${[...words].sort().join(' ')}`];
  for (const half of new Set([Math.floor((text.length - 1) / 2), Math.floor((text.length - 2) / 2)])) {
    if (half > 1) keys.push(`b ${numbers} ${text.slice(0, half)}`, `e ${numbers} ${text.slice(-half)}`);
  }
  return keys;
}
