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

/** The same for one that was renamed: `data.newPath` says where it is. */
export function pageRenamed({ id }: WikiId, path: string, newPath: string): WikiError {
  return new WikiError(
    'page-not-found',
    `There is no page "${path}" in ${id}: it was renamed to "${newPath}". Use that path.`,
    { path, newPath },
  );
}

/** The same for one that was deleted. */
export function pageDeleted({ id }: WikiId, path: string): WikiError {
  return new WikiError(
    'page-not-found',
    `There is no page "${path}" in ${id}: it was deleted. To have it back, restore it (restore_page); or list the pages.`,
    { path },
  );
}
