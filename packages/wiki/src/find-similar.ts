import { type MayRead, mayReadAll } from './may-read.ts';
import { publishedPages } from './published-pages.ts';
import { describeLikeness, likeness, namesToCompare } from './title-likeness.ts';
import type { WikiContext } from './wiki-context.ts';

export interface FindSimilarOptions {
  /** Of the page that is to be made; of its path the last segment counts. */
  title: string;
  /** The path of that page, where it is there already. */
  except?: string;
  /** At most this many; default 5, maximum 20. */
  limit?: number;
  /** Default: all. */
  mayRead?: MayRead;
}

export interface SimilarPage {
  path: string;
  title: string;
  /** A sentence. */
  reason: string;
}

const DEFAULT_LIMIT = 5;
const MAX_LIMIT = 20;

/**
 * Pages whose title, or last segment of the path, is like a title: the most alike first. One request, for the published sidebar; a page that
 * is not published yet is not found.
 */
export async function findSimilar(
  context: WikiContext,
  { title, except, limit = DEFAULT_LIMIT, mayRead = mayReadAll }: FindSimilarOptions,
): Promise<SimilarPage[]> {
  const names = namesToCompare(title, '');
  const found: (SimilarPage & { degree: number })[] = [];
  for (const page of await publishedPages(context)) {
    if (page.path === except || !mayRead(page.path)) continue;
    const like = likeness(names, namesToCompare(page.path, page.title));
    if (like !== undefined) found.push({ ...page, reason: describeLikeness(like), degree: like.degree });
  }
  found.sort((a, b) => a.degree - b.degree || (a.path < b.path ? -1 : 1));
  return found
    .slice(0, Math.max(1, Math.min(limit, MAX_LIMIT)))
    .map(({ path, title: name, reason }) => ({ path, title: name, reason }));
}
