import { locateFrontMatter } from './locate-front-matter.ts';
import { toTitleText } from './plain-text.ts';
import { readYaml } from './read-yaml.ts';

const MAX_PROPERTIES = 100;
const MAX_VALUE_LENGTH = 1000;

export interface FrontMatter {
  /** Entries other than `title`, in order, values as text. */
  properties: [name: string, value: string][];
  /** Where the Markdown begins (UTF-16 units); 0 without front matter. */
  bodyOffset: number;
  /** `title`, when it is there and not empty. */
  title?: string;
  /** Whether `title` is there and empty. */
  titleEmpty: boolean;
  /** Why the block could not be read. Its text is no part of the body all the same. */
  error?: string;
}

/**
 * Reads the YAML 1.2 block at the beginning of a page. Never throws: what can't be read is told in `error`.
 * Aliases are limited, and a block over 16 KiB is not read.
 */
export function readFrontMatter(markdown: string): FrontMatter {
  const result: FrontMatter = { properties: [], bodyOffset: 0, titleEmpty: false };
  const place = locateFrontMatter(markdown);
  if (place === undefined) return result;
  result.bodyOffset = place.bodyOffset;
  // The line end before the closing line belongs to that.
  const source = markdown.slice(place.start, place.end).replace(/(?:\r\n|\n|\r)$/, '');
  try {
    return { ...result, ...toProperties(readYaml(source).values) };
  } catch (error) {
    return { ...result, error: (error as Error).message };
  }
}

function toProperties(values: ReadonlyMap<unknown, unknown>): Omit<FrontMatter, 'bodyOffset'> {
  const properties: [string, string][] = [];
  let title: string | undefined;
  let titleEmpty = false;
  for (const [key, value] of values) {
    const name = toTitleText(toText(key));
    const text = toText(value).slice(0, MAX_VALUE_LENGTH).toWellFormed();
    if (name.toLowerCase() === 'title' && !(value instanceof Map) && !Array.isArray(value)) {
      title = toTitleText(text);
      titleEmpty = title === '';
    } else if (properties.length < MAX_PROPERTIES) {
      properties.push([name, text]);
    }
  }
  return { properties, titleEmpty, ...(title ? { title } : {}) };
}

/** A value as a reader would write it; lists by comma, maps as `name: value`. */
function toText(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return '';
  if (depth > 5) return '…';
  if (Array.isArray(value))
    return value
      .slice(0, MAX_PROPERTIES)
      .map((item) => toText(item, depth + 1))
      .join(', ');
  if (value instanceof Map) {
    const entries = [...value].slice(0, MAX_PROPERTIES);
    return entries.map(([key, item]) => `${toText(key, depth + 1)}: ${toText(item, depth + 1)}`).join(', ');
  }
  return String(value);
}
