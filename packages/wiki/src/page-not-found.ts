import { WikiError } from './errors.ts';
import type { WikiId } from './wiki-id.ts';

/** The one answer for a page that is not there, which callers also give for one that somebody may not know of. */
export function pageNotFound({ id }: WikiId, path: string, revision?: string): WikiError {
  const when = revision === undefined ? '' : ` at revision ${revision}`;
  return new WikiError(
    'page-not-found',
    `There is no page "${path}" in ${id}${when}. List the pages to find its path.`,
    { path },
  );
}
