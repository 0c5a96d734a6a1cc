/** A count with its noun: `1 file`, `2 files`. @param many where the plural takes more than an `s` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
