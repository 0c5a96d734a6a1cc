import { type Oid, walkCommits } from '@holt/git';
import { REMEMBERED_COMMITS } from './page-change.ts';
import { TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';

/** Whether a page had a version in a commit or the last {@link REMEMBERED_COMMITS} before it. */
export async function hadVersion(
  { repository }: Pick<WikiContext, 'repository'>,
  from: Oid,
  path: string,
  version: Oid,
): Promise<boolean> {
  let count = 0;
  for await (const { tree } of walkCommits(repository, from)) {
    const file = await new TreeEditor(repository, tree).find(`${path}.md`);
    if (file?.oid === version) return true;
    count++;
    if (count > REMEMBERED_COMMITS) break;
  }
  return false;
}
