import { isMap, isScalar, parseDocument } from 'yaml';
import { MAX_FRONT_MATTER_LENGTH } from './limits.ts';
import { toTitleText } from './plain-text.ts';

const MAX_PROPERTIES = 100;
const MAX_VALUE_LENGTH = 1000;

// A file begins with `---` on a line of its own, and the block ends with the next such line.
const OPENING = /^\ufeff?---[ \t]*(?:\r\n|\n|\r)/;
const CLOSING = /(?:^|\n|\r)---[ \t]*(?:\r\n|\n|\r|$)/;

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
  const opening = OPENING.exec(markdown);
  if (opening === null) return result;
  const start = opening[0].length;
  const block = markdown.slice(start);
  const closing = CLOSING.exec(block);
  if (closing === null) return result;
  result.bodyOffset = start + closing.index + closing[0].length;
  const source = block.slice(0, closing.index);
  if (source.length > MAX_FRONT_MATTER_LENGTH) {
    return { ...result, error: `The front matter is longer than ${MAX_FRONT_MATTER_LENGTH} characters: shorten it.` };
  }
  try {
    return { ...result, ...readYaml(source) };
  } catch (error) {
    return { ...result, error: `The front matter is not valid YAML: ${firstLine(error)}` };
  }
}

function readYaml(source: string): Omit<FrontMatter, 'bodyOffset'> {
  const document = parseDocument(source.toWellFormed(), { prettyErrors: true, logLevel: 'silent' });
  const problem = document.errors[0];
  if (problem !== undefined) throw problem;
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    return { properties: [], titleEmpty: false };
  }
  if (!isMap(document.contents)) throw new Error('write one "name: value" to a line.');
  const values = document.toJS({ mapAsMap: true, maxAliasCount: 50 }) as Map<unknown, unknown>;
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

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]?.replace(/:$/, '.') ?? '';
}
