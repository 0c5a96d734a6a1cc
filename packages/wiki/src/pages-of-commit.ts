import { pageUrl } from '@holt/edge';
import { diffTrees, type Oid } from '@holt/git';
import type { WrittenPage } from './page-change.ts';
import { pageOfFile } from './page-of-file.ts';
import type { WikiContext } from './wiki-context.ts';

/** The pages that a commit changed, as the answer to a write lists them. */
export async function pagesOfCommit({ wiki, repository }: WikiContext, revision: Oid): Promise<WrittenPage[]> {
  const { tree, parents } = await repository.readCommit(revision);
  const before = parents[0] === undefined ? undefined : (await repository.readCommit(parents[0])).tree;
  const changes = await diffTrees(repository, before, tree);
  return changes.flatMap(({ path: filePath, old, new: now }) => {
    const path = pageOfFile(filePath);
    if (path === undefined) return [];
    return {
      path,
      ...(now && { version: now.oid }),
      ...(old && { previousVersion: old.oid }),
      url: pageUrl(wiki.owner, wiki.name, path),
    };
  });
}
