import { SearchError } from './errors.ts';

/** @throws SearchError `damaged` for what isn't JSON in UTF-8 */
export function parseJson(name: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new SearchError('damaged', name, `${name} of the search index is not JSON`, { cause: error });
  }
}
