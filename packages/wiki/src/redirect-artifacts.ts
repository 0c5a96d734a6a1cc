import { pageKey } from '@holt/edge';
import type { Oid, Ref } from '@holt/git';
import { movedHtml, notFoundHtml, SHELL_VERSION } from '@holt/site';
import { type Artifact, HTML, PAGE_CACHE_CONTROL } from './artifact.ts';
import type { PublishedCommit } from './commit-summary.ts';
import { mapLimit } from './map-limit.ts';
import { redirectsOfTree } from './read-redirects.ts';
import { redirectChanges } from './redirect-changes.ts';
import { TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;

/** Where the page that was at a path is now, by the redirects of a revision. Whether a page is there again is not looked at. */
export async function redirectAt(context: WikiContext, tree: Oid, path: string): Promise<string | undefined> {
  return (await redirectsOfTree(context, tree)).get(path);
}

/**
 * Puts what stands at the addresses below the root that have no page and whose redirect these commits changed. At the root, where more
 * than a redirect may stand, publishStructure does it.
 *
 * What is put is what HEAD says of the address, under the generation of the last commit that changed it; a page that comes or goes there
 * does so in a commit of its own generation. So whoever is slower, of two publishers or of these two artifacts, the newer stays.
 *
 * @param commits oldest first
 * @param isFull the commits are all there are: what redirects HEAD has is put, under HEAD's generation
 * @throws as reading trees and blobs; what `put` throws
 */
export async function publishRedirects(
  context: WikiContext,
  head: Ref,
  commits: readonly Pick<PublishedCommit, 'changes' | 'generation'>[],
  isFull: boolean,
  put: (artifact: Artifact) => Promise<void>,
): Promise<void> {
  const touched = new Map<string, number>();
  for (const commit of isFull ? [] : commits) {
    for (const path of await redirectChanges(context, commit)) touched.set(path, commit.generation);
  }
  if (!isFull && touched.size === 0) return;
  const redirects = await redirectsOfTree(context, head.tree);
  if (isFull) for (const path of redirects.keys()) touched.set(path, head.generation);

  const tree = new TreeEditor(context.repository, head.tree);
  const nested = [...touched].filter(([path]) => path.includes('/'));
  await mapLimit(nested, PARALLEL, async ([path, generation]) => {
    if ((await tree.find(`${path}.md`)) !== undefined) return;
    await put(redirectArtifact(context, path, redirects.get(path), generation));
  });
}

function redirectArtifact(
  { wiki }: WikiContext,
  path: string,
  target: string | undefined,
  generation: number,
): Artifact {
  const html = {
    key: pageKey(wiki.owner, wiki.name, path),
    contentType: HTML,
    cacheControl: PAGE_CACHE_CONTROL,
    generation,
    shell: SHELL_VERSION,
  };
  // Only on the way between two states of the file: a page that is gone has a tombstone of its own.
  if (target === undefined) return { ...html, body: notFoundHtml(), deleted: true };
  return { ...html, body: () => movedHtml({ wiki, path, target }) };
}
