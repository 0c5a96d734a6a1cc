import type { Oid } from '@holt/git';
import { type Change, describeCommit, tellCommit } from './history.ts';
import type { MayRead } from './may-read.ts';
import { readPageState } from './page-state-store.ts';
import { TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';

/** Who made a version of a page, and when. The message is without the trailers. */
export type LastPageChange = Pick<Change, 'revision' | 'author' | 'agent' | 'date' | 'message'>;

export interface VersionOfPage {
  version: Oid;
  /** The commit that the page was read from. */
  at: Oid;
  isHead: boolean;
  mayRead: MayRead | undefined;
}

/**
 * The commit that made a page's version. Asks the page's published state, and reads the commit that it names; where it names none, the
 * commit that the page was read from, its parent and the folders on the page's path in both: that is the one when nothing was published
 * since. To tell its message only where that names no path that `mayRead` refuses, it reads the folders that the commit changed.
 *
 * @returns undefined where it is neither
 * @throws as reading the state and objects
 */
export async function lastPageChange(
  context: WikiContext,
  path: string,
  { version, at, isHead, mayRead }: VersionOfPage,
): Promise<LastPageChange | undefined> {
  const { state } = await readPageState(context, path);
  const known = (state?.changes ?? []).filter((change) => change.version === version);
  // Of a past revision that could be one of several, when the page has had that text more than once.
  const isSure = isHead ? state?.changes[0]?.version === version : known.length === 1;
  const oid = isSure ? known[0]?.oid : await madeIn(context, path, version, at);
  if (oid === undefined) return undefined;
  const commit = await context.repository.readCommit(oid);
  const described = describeCommit(commit);
  if (mayRead === undefined) return described;
  return { ...described, message: (await tellCommit(context, commit, mayRead))?.message ?? '' };
}

async function madeIn({ repository }: WikiContext, path: string, version: Oid, oid: Oid): Promise<Oid | undefined> {
  const [parent] = (await repository.readCommit(oid)).parents;
  if (parent === undefined) return oid;
  const before = await new TreeEditor(repository, (await repository.readCommit(parent)).tree).find(`${path}.md`);
  return before?.oid === version ? undefined : oid;
}
