import { WikiError } from './errors.ts';
import { mapLimit } from './map-limit.ts';
import type { MayRead } from './may-read.ts';
import { type Page, readPageAt } from './read-page.ts';
import { resolveRevision } from './resolve-revision.ts';
import type { WikiContext } from './wiki-context.ts';

export interface ReadPagesOptions {
  /** Default: HEAD, the same for all. */
  revision?: string;
  /** Default: all. */
  mayRead?: MayRead;
}

const MAX_PAGES = 100;
const PARALLEL = 16;

/**
 * Pages, all as of one revision, in the order of the paths: each costs what {@link readPageAt} does.
 *
 * @returns for a page that can't be read the WikiError of {@link readPageAt}
 * @throws WikiError `invalid-request` for more than 100 paths; `revision-not-found`
 */
export async function readPages(
  context: WikiContext,
  paths: readonly string[],
  { revision, mayRead }: ReadPagesOptions = {},
): Promise<(Page | WikiError)[]> {
  if (paths.length > MAX_PAGES) {
    throw new WikiError(
      'invalid-request',
      `${paths.length} pages are too many for one call. Ask for at most ${MAX_PAGES}.`,
    );
  }
  const isHead = revision === undefined;
  const at = isHead ? await context.repository.readRef() : await resolveRevision(context, revision);
  return mapLimit(paths, PARALLEL, async (path) => {
    try {
      return await readPageAt(context, path, { at, isHead, mayRead });
    } catch (error) {
      if (error instanceof WikiError) return error;
      throw error;
    }
  });
}
