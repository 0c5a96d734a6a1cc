import { gitPrefix, settingsKey } from '@holt/edge';
import { type CopiedRepository, copyRepository } from '@holt/git';
import type { ObjectStore } from '@holt/storage';
import type { WikiId } from '@holt/wiki';
import { CommandError } from '../errors.ts';
import { copyAll } from './copy-all.ts';
import { listAll } from './list-all.ts';

const MAX_ATTEMPTS = 5;
/** How far a rebuild of the artifacts has come: the copy has none yet. */
const REBUILD = '/rebuild.json';

export interface CopiedWiki extends CopiedRepository {
  /** Objects under `control/` that can't be read: they are not in the copy. */
  unreadable: readonly string[];
}

/**
 * Copies a wiki's settings, its audit and its repository, as they were at one moment: should the settings change meanwhile, it goes over
 * both again, so that nothing that was written after the wiki was closed comes with settings from before.
 *
 * @throws CommandError when they kept changing; GitError as {@link copyRepository}; StorageError
 */
export async function copyWiki(
  source: ObjectStore,
  target: ObjectStore,
  wiki: WikiId,
  onProgress: (objects: number) => void,
): Promise<CopiedWiki> {
  const prefix = settingsKey(wiki.owner, wiki.name).replace(/[^/]+$/, '');
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const before = await listSettings(source, prefix);
    const options = { source, target, prefix: gitPrefix(wiki.owner, wiki.name), onProgress };
    const repository = await copyRepository(options);
    const settings = await copyAll(
      source,
      target,
      before.map(({ key }) => key),
    );
    if (isSame(before, await listSettings(source, prefix))) {
      const objects = repository.objects + settings.objects;
      const sizeBytes = repository.sizeBytes + settings.sizeBytes;
      return { ...repository, objects, sizeBytes, unreadable: settings.unreadable };
    }
  }
  throw new CommandError(`The settings of ${wiki.id} changed during each of ${MAX_ATTEMPTS} attempts. Try again.`);
}

async function listSettings(store: ObjectStore, prefix: string) {
  return (await listAll(store, prefix)).filter(({ key }) => !key.endsWith(REBUILD));
}

function isSame(a: Awaited<ReturnType<typeof listSettings>>, b: typeof a): boolean {
  const marks = (objects: typeof a) => JSON.stringify(objects.map(({ key, etag }) => [key, etag]));
  return marks(a) === marks(b);
}
