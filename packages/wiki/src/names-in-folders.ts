import { sidebarKey } from '@holt/edge';
import { listTree, type Ref } from '@holt/git';
import { bareName, readSidebar } from '@holt/site';
import { pageOfFile } from './page-of-file.ts';
import type { WikiContext } from './wiki-context.ts';

/** The names by which alone a `[[name]]` links to the pages in folders, of all these paths. */
export function namesInFolders(paths: Iterable<string>): Set<string> {
  return new Set(Array.from(paths, bareName).filter((name) => name !== undefined));
}

/**
 * The paths of all pages, of HEAD or of a newer one: from the published sidebar, where no page came or went since.
 *
 * @param published of this generation at least the sidebar must be. An older one is what a late request has left behind: then, and where
 * there is none that can be read, the paths are those of HEAD's tree.
 */
export async function publishedPaths(context: WikiContext, head: Ref, published: number): Promise<string[]> {
  const { wiki, store, repository } = context;
  const sidebar = await store.get(sidebarKey(wiki.owner, wiki.name));
  if (sidebar !== undefined && Number(sidebar.metadata.generation ?? 0) >= published) {
    try {
      return readSidebar(new TextDecoder().decode(sidebar.body)).map(({ path }) => path);
    } catch {
      // Whoever puts the next one makes it anew.
    }
  }
  const files = await listTree(repository, head.tree);
  return files.map(({ path }) => pageOfFile(path)).filter((path) => path !== undefined);
}
