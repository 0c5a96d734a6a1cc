import { MAX_FRONT_MATTER_LENGTH } from './limits.ts';
import { toTitleText } from './plain-text.ts';
import { PropertiesError } from './properties-error.ts';

const MAX_DEPTH = 20;
const MAX_VALUES = 2000;

/**
 * JSON values as they come out of YAML: objects as Maps. Of the outermost, null means that there is to be none.
 * @throws PropertiesError for what is no JSON value, half characters, and more than any front matter holds
 */
export function toYamlValues(set: Readonly<Record<string, unknown>>): Map<string, unknown> {
  let values = 0;
  let length = 0;
  const check = (name: string, text: string) => {
    length += text.length;
    if (!text.isWellFormed()) {
      throw new PropertiesError(
        `The property "${toTitleText(name)}" has half a surrogate pair, so it can't be UTF-8. Mend it.`,
      );
    }
    if (length > MAX_FRONT_MATTER_LENGTH) {
      throw new PropertiesError(
        `The properties are longer than ${MAX_FRONT_MATTER_LENGTH} characters in all. Put long texts into the page itself.`,
      );
    }
  };
  const convert = (name: string, value: unknown, depth: number): unknown => {
    values++;
    if (values > MAX_VALUES || depth > MAX_DEPTH) {
      throw new PropertiesError(
        `The property "${toTitleText(name)}" is too intricate: properties hold at most ${MAX_VALUES} values, ${MAX_DEPTH} inside one another. Make it simpler.`,
      );
    }
    if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return value;
    if (typeof value === 'string') {
      check(name, value);
      return value;
    }
    if (Array.isArray(value)) return value.map((item) => convert(name, item, depth + 1));
    if (typeof value === 'object') return fromEntries(value, (inner) => convert(name, inner, depth + 1));
    throw new PropertiesError(
      `The property "${toTitleText(name)}" must be text, a finite number, true, false, null, a list or an object.`,
    );
  };
  const fromEntries = (object: object, toValue: (value: unknown, key: string) => unknown): Map<string, unknown> => {
    const map = new Map<string, unknown>();
    for (const [key, value] of Object.entries(object)) {
      check(key, key);
      map.set(key, toValue(value, key));
    }
    return map;
  };
  if (Object.hasOwn(set, '')) throw new PropertiesError('A property needs a name.');
  return fromEntries(set, (value, name) => convert(name, value, 1));
}
