import { dashKey } from '@holt/edge';
import type { Ref } from '@holt/git';
import { changesHtml, SHELL_VERSION, wikiFeedXml } from '@holt/site';
import { type Artifact, FEED, HTML, PAGE_CACHE_CONTROL } from './artifact.ts';
import { CHANGES_PER_PAGE, changePages } from './change-pages.ts';
import type { PublishedCommit } from './commit-summary.ts';
import { olderPage } from './older-page.ts';
import type { PublishedMark, RecentCommit } from './recent-changes.ts';
import type { WikiContext } from './wiki-context.ts';

/** The newest changes, for people and as a feed, and the pages of older ones that these commits made full. */
export function changeLists(
  context: WikiContext,
  { generation }: Ref,
  commits: readonly PublishedCommit[],
  mark: PublishedMark | undefined,
  changes: readonly RecentCommit[],
): Artifact[] {
  const { wiki } = context;
  const common = { cacheControl: PAGE_CACHE_CONTROL, generation, shell: SHELL_VERSION };
  const older = olderPage(generation, CHANGES_PER_PAGE);
  const list = { wiki, changes, ...(older !== undefined && { older }) };
  const all = [
    ...commits.map(({ summary }) => summary).reverse(),
    ...(mark?.commits ?? []).map(({ key: _, ...summary }) => summary),
  ];
  return [
    { ...common, key: dashKey(wiki.owner, wiki.name, 'changes'), body: () => changesHtml(list), contentType: HTML },
    {
      ...common,
      key: dashKey(wiki.owner, wiki.name, 'feed.xml'),
      body: () => wikiFeedXml({ wiki, changes }),
      contentType: FEED,
    },
    ...changePages(context, all, mark?.generation ?? 0),
  ];
}
