import { SearchError } from '../errors.ts';
import { parseJson } from '../parse-json.ts';
import type { MainPage } from './main.ts';

/** Pages with their titles, in turn. */
export function encodePages(pages: readonly MainPage[]): string {
  return `${JSON.stringify(pages.flatMap(({ path, title }) => [path, title]))}\n`;
}

/**
 * @param length how many pages it must have
 * @throws SearchError `damaged`
 */
export function decodePages(name: string, bytes: Uint8Array, length: number): MainPage[] {
  const texts = parseJson(name, bytes);
  if (!Array.isArray(texts) || texts.length !== length * 2 || !texts.every((text) => typeof text === 'string')) {
    throw new SearchError('damaged', name, `${name} of the search index has another shape`);
  }
  return Array.from({ length }, (_, at) => ({ path: texts[at * 2] ?? '', title: texts[at * 2 + 1] ?? '' }));
}
