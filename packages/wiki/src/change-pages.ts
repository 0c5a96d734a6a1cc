import { dashKey } from '@holt/edge';
import { type ChangeSummary, olderChangesHtml, SHELL_VERSION } from '@holt/site';
import { type Artifact, HTML, IMMUTABLE_CACHE_CONTROL, JSON_TYPE } from './artifact.ts';
import type { WikiContext } from './wiki-context.ts';

/** How many commits a page of older changes holds. */
export const CHANGES_PER_PAGE = 100;

/**
 * The pages of older changes, for people and for programs, that the commits after a generation made full.
 *
 * @param changes newest first: at least all from the first commit on that belongs to one of these pages
 */
export function changePages(
  { wiki }: WikiContext,
  changes: readonly ChangeSummary[],
  publishedGeneration: number,
): Artifact[] {
  const pages = new Map<number, ChangeSummary[]>();
  const newest = changes[0]?.generation ?? 0;
  for (const change of changes) {
    const number = Math.ceil(change.generation / CHANGES_PER_PAGE);
    const isFull = number * CHANGES_PER_PAGE <= newest && number * CHANGES_PER_PAGE > publishedGeneration;
    if (isFull) pages.set(number, [...(pages.get(number) ?? []), change]);
  }
  return [...pages].flatMap(([number, listed]) => {
    const key = (name: string) => dashKey(wiki.owner, wiki.name, name);
    const common = {
      cacheControl: IMMUTABLE_CACHE_CONTROL,
      generation: number * CHANGES_PER_PAGE,
      shell: SHELL_VERSION,
    };
    return [
      {
        ...common,
        key: key(`changes/${number}`),
        body: () => olderChangesHtml({ wiki, number, changes: listed }),
        contentType: HTML,
      },
      {
        ...common,
        key: key(`changes/${number}.json`),
        body: () => `${JSON.stringify({ wiki: wiki.id, number, commits: listed })}\n`,
        contentType: JSON_TYPE,
      },
    ];
  });
}
