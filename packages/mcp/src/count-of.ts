/** `1 page`, `2 pages`. @param one of them; its plural ends in s */
export function countOf(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}
