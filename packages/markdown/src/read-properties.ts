import { locateFrontMatter } from './locate-front-matter.ts';
import { readYaml } from './read-yaml.ts';

/** What is deeper inside is shown as `…`. */
const MAX_DEPTH = 20;
/** How many values are read, those inside others counted: aliases repeat them. */
const MAX_VALUES = 2000;

/**
 * A page's front matter as JSON values by name, the title among them. Numbers that JSON lacks are text; beyond {@link MAX_VALUES} values
 * nothing is read. Empty without front matter and where it can't be read. Never throws.
 */
export function readProperties(markdown: string): Record<string, unknown> {
  const place = locateFrontMatter(markdown);
  if (place === undefined) return {};
  let values: Map<unknown, unknown>;
  try {
    values = readYaml(markdown.slice(place.start, place.end)).values;
  } catch {
    return {};
  }
  let left = MAX_VALUES;
  const toJson = (value: unknown, depth: number): unknown => {
    left--;
    if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return value;
    if (typeof value !== 'object') return String(value);
    if (depth >= MAX_DEPTH) return '…';
    if (value instanceof Map) {
      return fromEntries(value, (inside) => toJson(inside, depth + 1));
    }
    const items: unknown[] = [];
    for (const item of value as Iterable<unknown>) {
      if (left <= 0) break;
      items.push(toJson(item, depth + 1));
    }
    return items;
  };
  const fromEntries = (map: ReadonlyMap<unknown, unknown>, convert: (value: unknown) => unknown) => {
    const entries: [string, unknown][] = [];
    for (const [key, value] of map) {
      if (left <= 0) break;
      entries.push([propertyName(key), convert(value)]);
    }
    return Object.fromEntries(entries);
  };
  return fromEntries(values, (value) => toJson(value, 1));
}

/** The name of an entry, whatever YAML its key is. */
function propertyName(key: unknown): string {
  if (key === null || typeof key !== 'object') return String(key);
  return key instanceof Map ? 'a map' : 'a list';
}
