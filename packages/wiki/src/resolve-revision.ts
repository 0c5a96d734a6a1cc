import { GitError, type Ref } from '@holt/git';
import { WikiError } from './errors.ts';
import type { WikiContext } from './wiki-context.ts';

/**
 * A commit by its oid, as a caller gives it.
 * @throws WikiError `revision-not-found`
 */
export async function resolveRevision(context: WikiContext, revision: string): Promise<Pick<Ref, 'oid' | 'tree'>> {
  const unknown = (cause?: unknown) =>
    new WikiError(
      'revision-not-found',
      `${context.wiki.id} has no revision "${revision.slice(0, 60)}". A revision is the 40 hexadecimal digits of a commit.`,
      { revision },
      { cause },
    );
  if (!/^[0-9a-f]{40}$/.test(revision)) throw unknown();
  try {
    const { tree } = await context.repository.readCommit(revision);
    return { oid: revision, tree };
  } catch (cause) {
    if (cause instanceof GitError && ['object-missing', 'object-mistyped'].includes(cause.code)) throw unknown(cause);
    throw cause;
  }
}
