import type { TreeChange } from '@holt/git';
import type { FileChange } from '@holt/site';
import { pathOfFile } from './attachment-of-file.ts';
import { readText } from './commit-message.ts';
import { describeChanges } from './commit-summary.ts';
import type { MayRead } from './may-read.ts';
import { movesOf } from './moves-of.ts';
import { REDIRECTS_FILE } from './redirects.ts';
import type { WikiContext } from './wiki-context.ts';

/** What of some changes a caller may be told. */
export interface ToldChanges {
  changes: TreeChange[];
  /** Of these, the pages that were moved: the new path of each, and the one it had. A page that came from a hidden path was just added. */
  moves: ReadonlyMap<string, string>;
  /** Whether there are others, of which nothing may be told. */
  hidesSome: boolean;
}

/**
 * Leaves out what a caller may not read, and the file of redirects, which names pages wherever they are. Without `mayRead` nothing is left
 * out.
 *
 * @throws as reading a version of the redirects, at most two
 */
export async function toldChanges(
  context: WikiContext,
  changes: readonly TreeChange[],
  mayRead: MayRead | undefined,
): Promise<ToldChanges> {
  const readable = changes.filter(
    ({ path }) => mayRead === undefined || path === REDIRECTS_FILE || mayRead(pathOfFile(path)),
  );
  // The moves are looked for among what may be told, so that neither end of one can be hidden.
  const moves = await movesOf(context, { changes: readable });
  const told = mayRead === undefined ? readable : readable.filter(({ path }) => path !== REDIRECTS_FILE);
  return { changes: told, moves, hidesSome: readable.length < changes.length };
}

/**
 * What a commit's author said of it. The words of one that also changed what the caller may not read could name it: in their place stands what
 * such a commit says by default, made from what may be told.
 */
export function toldMessage(message: string, { changes, moves, hidesSome }: ToldChanges): string {
  if (!hidesSome) return readText(message);
  const described = describeChanges(changes, moves);
  const renamed = described.find(({ kind }) => kind === 'renamed');
  const first = renamed ?? described[0];
  if (first === undefined) return '';
  // What a rename modified besides are links: its default message doesn't count them.
  const counted = renamed === undefined ? described : described.filter(({ kind }) => kind !== 'modified');
  return describe(first) + (counted.length > 1 ? ` and ${counted.length - 1} more` : '');
}

function describe({ kind, path, from }: FileChange): string {
  if (kind === 'renamed') return `Rename ${from} to ${path}`;
  return `${kind === 'deleted' ? 'Delete' : 'Write'} ${path}`;
}
