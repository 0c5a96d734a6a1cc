import { gitPrefix } from '@holt/edge';
import { openRepository } from '@holt/git';
import { SHELL_VERSION } from '@holt/site';
import { StorageError } from '@holt/storage';
import { type Wiki, WikiError, type WikiId } from '@holt/wiki';
import type { LocalHolt } from './local-holt.ts';
import { progressBar } from './progress-bar.ts';

/**
 * Finishes what a stopped process left unfinished (opening a wiki to readers, publishing), and renders wikis anew whose pages another
 * version of Holt rendered. Costs a few requests for a wiki that is up to date.
 *
 * A wiki that can't be read is told of and left alone, so that the others can be served.
 *
 * @returns the ids of those
 * @throws StorageError when the store itself refuses or gives no answer
 */
export async function bringUpToDate(holt: LocalHolt, log: (message: string) => void): Promise<Set<string>> {
  const broken = new Set<string>();
  for (const wiki of await holt.wikis.list()) {
    try {
      await checkHead(holt, wiki);
      await bringOneUpToDate(holt, wiki.id, log);
    } catch (error) {
      if (error instanceof StorageError && error.code !== 'damaged') throw error;
      const reason = error instanceof Error ? error.message : String(error);
      const remedy = `Its pages stay as they are, and the other wikis are served. \`holt verify --wiki ${wiki.id}\` tells more.`;
      log(`The wiki ${wiki.id} in ${holt.location} can't be brought up to date: ${reason} ${remedy}`);
      broken.add(wiki.id);
    }
  }
  return broken;
}

async function bringOneUpToDate(holt: LocalHolt, id: string, log: (message: string) => void): Promise<void> {
  await holt.access.repair(id);
  const wiki = await holt.wikis.open(id);
  if (await hasThisShell(wiki)) return wiki.publish();
  log(`Rendering ${id} anew …`);
  await wiki.rebuild({ onProgress: progressBar('Rendering') });
}

/** False also when the mark of what is published is damaged: rendering anew mends it. */
async function hasThisShell(wiki: Wiki): Promise<boolean> {
  try {
    const shell = await wiki.publishedShell();
    return shell === undefined || shell === SHELL_VERSION;
  } catch (error) {
    if ((error instanceof WikiError || error instanceof StorageError) && error.code === 'damaged') return false;
    throw error;
  }
}

/** Reads what every write builds on. */
async function checkHead({ store }: LocalHolt, { owner, name }: WikiId): Promise<void> {
  const repository = openRepository({ store, prefix: gitPrefix(owner, name) });
  const ref = await repository.readRef();
  if (ref !== undefined) await repository.readTree((await repository.readCommit(ref.oid)).tree);
}
