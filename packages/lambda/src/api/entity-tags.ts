import { invalidRequest } from './api-error.ts';

/** What `If-Match` or `If-None-Match` lists: `*`, or the opaque tags, each weak or not. */
export type EntityTags = '*' | readonly { isWeak: boolean; tag: string }[];

const ENTITY_TAG = /^[ \t]*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*(?:,|$)/;
const EMPTY = /^[ \t]*(,|$)/;

/**
 * Reads a list of entity tags.
 *
 * @returns undefined without the field
 * @throws ApiError 400 `invalid-request` for what is no such list
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3
 */
export function readEntityTags(name: string, field: string | undefined): EntityTags | undefined {
  if (field === undefined) return undefined;
  if (field.trim() === '*') return '*';
  const tags: { isWeak: boolean; tag: string }[] = [];
  let rest = field;
  while (rest !== '') {
    const match = ENTITY_TAG.exec(rest);
    const read = match ?? EMPTY.exec(rest);
    if (read === null) {
      throw invalidRequest(`${name} is no list of entity tags: write each in double quotes, as ETag gives it.`);
    }
    if (match !== null) tags.push({ isWeak: match[1] !== undefined, tag: match[2] ?? '' });
    rest = rest.slice(read[0].length);
  }
  return tags;
}

/** By strong comparison, as `If-Match` asks for: a weak tag matches nothing. */
export function matchesStrongly(tags: EntityTags, version: string): boolean {
  return tags === '*' || tags.some(({ isWeak, tag }) => !isWeak && tag === version);
}

/** By weak comparison, as `If-None-Match` asks for. */
export function matchesWeakly(tags: EntityTags, version: string): boolean {
  return tags === '*' || tags.some(({ tag }) => tag === version);
}
