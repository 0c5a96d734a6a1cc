import { fragmentsPrefix } from '@holt/edge';
import { StorageError } from '@holt/storage';
import { WikiError } from './errors.ts';
import type { PublishOptions } from './publish.ts';
import { rebuild } from './rebuild.ts';
import { isRebuildPending } from './rebuild-checkpoint.ts';
import { readRecentChanges } from './recent-changes.ts';
import { reconcile } from './reconcile.ts';
import type { WikiContext } from './wiki-context.ts';

/**
 * Reconciles, and goes on with a rebuild that was stopped or asked for. Where an artifact that publishing has to read is damaged, or HEAD
 * was set back, all are compared with git and made good.
 *
 * @throws as {@link reconcile} and {@link rebuild}
 */
export async function reconcileWiki(
  context: WikiContext,
  options?: Pick<PublishOptions, 'onPublished'>,
): Promise<void> {
  try {
    await reconcile(context, options);
  } catch (error) {
    if (!isDamagedArtifact(context, error)) throw error;
    await rebuild(context);
    return;
  }
  if ((await isRebuildPending(context)) || (await isMarkAhead(context))) await rebuild(context);
}

/** Whether more is said to be published than was ever written: HEAD was set back, by a backup for instance, or the mark is wrong. */
async function isMarkAhead(context: WikiContext): Promise<boolean> {
  const mark = await readRecentChanges(context);
  // Read after the mark: nobody publishes what is not in.
  const head = await context.repository.readRef();
  return mark !== undefined && mark.generation > (head?.generation ?? 0);
}

function isDamagedArtifact({ wiki }: WikiContext, error: unknown): boolean {
  const key = error instanceof WikiError ? error.data.key : error instanceof StorageError ? error.key : '';
  const isDamage = (error instanceof WikiError || error instanceof StorageError) && error.code === 'damaged';
  return isDamage && String(key).startsWith(fragmentsPrefix(wiki.owner, wiki.name));
}
