/** Deeper than any front matter that people could read. */
const MAX_DEPTH = 16;

/** Whether a JSON value is nested so little that it may be gone through. */
export function isShallow(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    if (level.length === 0) return true;
  }
  return false;
}

/** An object of JSON values with all its texts changed, names included. @param values shallow ones */
export function mapTexts(
  values: Readonly<Record<string, unknown>>,
  change: (text: string) => string,
): Record<string, unknown> {
  const changeAll = (value: unknown): unknown => {
    if (typeof value === 'string') return change(value);
    if (Array.isArray(value)) return value.map(changeAll);
    return typeof value === 'object' && value !== null ? mapTexts(value as Record<string, unknown>, change) : value;
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [change(name), changeAll(value)]));
}
