import { ApiError } from './api-error.ts';

export const JSON_TYPE = 'application/json';
export const MARKDOWN_TYPE = 'text/markdown';

const TYPE = /^\s*([!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+)\s*(?:;(.*))?$/is;

/**
 * Which of the types a body is of.
 *
 * @param field `Content-Type`; without one a body is Markdown where that is one of them, as a program that sends a file often says nothing
 * @throws ApiError 415 `unsupported-media-type`, also for another charset than UTF-8
 */
export function readContentType<Type extends string>(
  field: string | undefined,
  types: readonly [Type, ...Type[]],
): Type {
  const unnamed = types.find((type) => type === MARKDOWN_TYPE);
  if (unnamed !== undefined && (field === undefined || field.trim() === '')) return unnamed;
  const [, name = '', parameters = ''] = TYPE.exec(field ?? '') ?? [];
  const found = types.find((type) => type === name.toLowerCase());
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(`;${parameters}`) ?? [];
  if (found !== undefined && /^(utf-?8|us-ascii)$/i.test(charset)) return found;
  throw new ApiError(
    415,
    'unsupported-media-type',
    `Send the body in UTF-8, with the header ${types.map((type) => `"Content-Type: ${type}"`).join(' or ')}.`,
    { headers: { accept: types.join(', ') } },
  );
}

/**
 * Which of the types a client would rather have; of equals, the first.
 *
 * @param field `Accept`
 * @throws ApiError 406 `not-acceptable`
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 */
export function negotiate<Type extends string>(field: string | undefined, types: readonly [Type, ...Type[]]): Type {
  if (field === undefined || field.trim() === '') return types[0];
  const ranges = field.split(',').flatMap((text) => readRange(text) ?? []);
  const rated = types.map((type) => ({ type, quality: qualityOf(type, ranges) }));
  const best = rated.reduce((one, other) => (other.quality > one.quality ? other : one));
  if (best.quality > 0) return best.type;
  throw new ApiError(406, 'not-acceptable', `There is ${types.join(' and ')} here, none of which Accept lists.`);
}

interface MediaRange {
  range: string;
  quality: number;
}

function readRange(text: string): MediaRange | undefined {
  const [, range, parameters = ''] = TYPE.exec(text) ?? [];
  if (range === undefined) return undefined;
  const [, weight] = /(?:^|;)\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*(?:;|$)/i.exec(parameters) ?? [];
  return { range: range.toLowerCase(), quality: Math.min(Number(weight ?? 1), 1) };
}

/** The most specific range counts. */
function qualityOf(type: string, ranges: readonly MediaRange[]): number {
  const group = `${type.split('/')[0]}/*`;
  for (const range of [type, group, '*/*']) {
    const found = ranges.find((one) => one.range === range);
    if (found !== undefined) return found.quality;
  }
  return 0;
}
