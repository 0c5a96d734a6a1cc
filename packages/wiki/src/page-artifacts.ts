import { pageKey } from '@holt/edge';
import type { RenderedPage } from '@holt/markdown';
import { movedHtml, pageHtml, SHELL_VERSION, tombstoneHtml } from '@holt/site';
import { type Artifact, HTML, PAGE_CACHE_CONTROL } from './artifact.ts';
import type { PublishedCommit } from './commit-summary.ts';
import type { PageTouch } from './page-touches.ts';
import { redirectAt } from './redirect-artifacts.ts';
import { redirectChanges } from './redirect-changes.ts';
import type { WikiContext } from './wiki-context.ts';

/**
 * What is at a page's address after the last commit that touched it.
 *
 * @param tree HEAD's, which says whether the page has moved
 */
export async function pageArtifacts(
  context: WikiContext,
  tree: string,
  { path, now }: PageTouch,
  commit: PublishedCommit,
  rendered: () => Promise<RenderedPage>,
): Promise<Artifact[]> {
  const { wiki } = context;
  const { summary: lastChange, generation } = commit;
  const html = {
    key: pageKey(wiki.owner, wiki.name, path),
    cacheControl: PAGE_CACHE_CONTROL,
    contentType: HTML,
    generation,
    shell: SHELL_VERSION,
  };
  if (now !== undefined) {
    const body = async () => pageHtml({ wiki, path, rendered: await rendered(), lastChange });
    return [{ ...html, body, version: now }];
  }
  // At the root, something may stand in for the page that is gone: that is publishStructure's to say.
  if (!path.includes('/')) return [];
  const target = await redirectAt(context, tree, path);
  if (target !== undefined) {
    // What this commit made a redirect of is put by publishRedirects.
    const isPut = (await redirectChanges(context, commit)).includes(path);
    return isPut ? [] : [{ ...html, body: () => movedHtml({ wiki, path, target }) }];
  }
  return [{ ...html, body: () => tombstoneHtml({ wiki, path, lastChange }), deleted: true }];
}
