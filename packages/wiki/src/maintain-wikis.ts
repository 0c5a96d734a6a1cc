import type { AccessSettings } from './open-access-settings.ts';
import type { Published } from './publish.ts';
import type { Wikis } from './wikis.ts';

/**
 * What the schedule does for each wiki: makes the edge agree with its settings, brings its artifacts up to HEAD, and folds its repository
 * when that is due. A failure of one is logged, and the others go on.
 *
 * @param onPublished is told which wiki had something to publish
 * @throws AggregateError of all failures, when every wiki has had its turn
 */
export async function maintainWikis(
  { wikis, access }: { wikis: Wikis; access: Pick<AccessSettings, 'repair'> },
  log: (message: string, cause?: unknown) => void,
  onPublished: (id: string, published: Published) => void = () => undefined,
): Promise<void> {
  const failures: unknown[] = [];
  for (const { id } of await wikis.list()) {
    try {
      await access.repair(id);
      const wiki = await wikis.open(id);
      await wiki.reconcile({ onPublished: (published) => onPublished(id, published) });
      await wiki.fold({ ifDue: true });
    } catch (error) {
      log(`The maintenance of ${id} failed: ${error instanceof Error ? error.message : String(error)}`, error);
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `The maintenance of ${failures.length} wikis failed.`);
}
