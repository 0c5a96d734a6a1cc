import { invalidRequest } from './api-error.ts';
import type { JsonSchema } from './argument-schemas.ts';

/**
 * The arguments that a query gives, as the types that their schemas want; what is of another type stays a text, which the tool refuses.
 *
 * @param rawQuery percent-encoded, without the question mark
 * @param names those that the query may give
 * @throws ApiError 400 `invalid-request`, naming the parameter
 */
export function readQuery(
  rawQuery: string,
  names: readonly string[],
  schemas: Readonly<Record<string, JsonSchema>>,
): Map<string, unknown> {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(checkEncoding(rawQuery))) {
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  const given = new Map<string, unknown>();
  for (const [name, texts] of values) {
    if (!names.includes(name)) {
      const known = names.length === 0 ? 'none' : names.join(', ');
      throw invalidRequest(
        `${JSON.stringify(name.slice(0, 60))} is no parameter of the query here. There is: ${known}.`,
      );
    }
    const schema = schemas[name] ?? {};
    if (schema.type !== 'array' && texts.length > 1) throw invalidRequest(`"${name}" is in the query more than once.`);
    given.set(name, schema.type === 'array' ? texts : convert(texts[0] ?? '', schema));
  }
  return given;
}

/** What could be read in two ways is refused, not repaired. */
function checkEncoding(rawQuery: string): string {
  try {
    decodeURIComponent(rawQuery);
    return rawQuery;
  } catch (cause) {
    throw invalidRequest('The query is not percent-encoded UTF-8.', { cause });
  }
}

function convert(text: string, { type }: JsonSchema): unknown {
  if ((type === 'integer' || type === 'number') && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  return text;
}
