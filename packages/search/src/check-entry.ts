import type { SearchEntry, SearchHeading } from './types.ts';

/** Whether something that was read is an entry, as far as its fields' types say. */
export function isEntry(value: unknown): value is SearchEntry {
  if (!isFields(value)) return false;
  const { path, title, version, generation, tags, headings, text } = value;
  return (
    [path, title, version, text].every(isString) &&
    isCount(generation) &&
    Array.isArray(tags) &&
    tags.every(isString) &&
    Array.isArray(headings) &&
    headings.every(isHeading)
  );
}

/** The same entry with its fields in one order and no others: two of the same content become the same JSON. */
export function canonicalEntry({ path, title, version, generation, tags, headings, text }: SearchEntry): SearchEntry {
  const canonical = headings.map((heading) => ({ slug: heading.slug, text: heading.text, offset: heading.offset }));
  return { path, title, version, generation, tags: [...tags], headings: canonical, text };
}

function isHeading(value: unknown): value is SearchHeading {
  return isFields(value) && isString(value.slug) && isString(value.text) && isCount(value.offset);
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
