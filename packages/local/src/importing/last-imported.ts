import { gitPrefix } from '@holt/edge';
import { diffTrees, type Oid, openRepository, walkCommits } from '@holt/git';
import type { ObjectStore } from '@holt/storage';
import type { Author, WikiId } from '@holt/wiki';

/** Who imports are committed by, and how the next import knows them. */
export const IMPORTER: Author = { name: 'holt import', email: 'import@users.holt.invalid' };

/** What each path held when an import last wrote it, by the wiki's own history. Reads every commit, and the trees of imports. */
export async function readLastImported(store: ObjectStore, wiki: WikiId): Promise<Map<string, Oid>> {
  const repository = openRepository({ store, prefix: gitPrefix(wiki.owner, wiki.name) });
  const imported = new Map<string, Oid>();
  const head = await repository.readRef();
  if (head === undefined) return imported;
  for await (const commit of walkCommits(repository, head.oid)) {
    if (commit.author.email !== IMPORTER.email) continue;
    const [parent] = commit.parents;
    const before = parent === undefined ? undefined : (await repository.readCommit(parent)).tree;
    for (const { path, new: now } of await diffTrees(repository, before, commit.tree)) {
      if (now !== undefined && !imported.has(path)) imported.set(path, now.oid);
    }
  }
  return imported;
}
