import { type Oid, walkCommits } from '@holt/git';
import { type FoundFile, TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';

/** A page's file in the newest commit that has it. */
export interface LastSeen {
  file: FoundFile;
  commit: Oid;
  /** The commit that took the page away; undefined when the page is there still. */
  goneIn: Oid | undefined;
}

/** Looks for a page in a commit and those before it, also under a stored name with spaces. Undefined: it was never there. */
export async function findLastSeen(
  { repository }: WikiContext,
  from: Oid,
  path: string,
): Promise<LastSeen | undefined> {
  let goneIn: Oid | undefined;
  let checked: { tree: Oid; file: FoundFile | undefined } | undefined;
  for await (const { oid, tree } of walkCommits(repository, from)) {
    if (checked?.tree !== tree) checked = { tree, file: await new TreeEditor(repository, tree).find(`${path}.md`) };
    if (checked.file !== undefined) return { file: checked.file, commit: oid, goneIn };
    goneIn = oid;
  }
  return undefined;
}
