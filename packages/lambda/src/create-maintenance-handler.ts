import { cleanUpTokens } from '@holt/auth';
import { gitPrefix } from '@holt/edge';
import type { Log } from '@holt/mcp';
import type { Clock, KeyValueStore, ObjectStore, Random } from '@holt/storage';
import type { Wikis } from '@holt/wiki';
import type { MaintenanceEvent, S3Notification } from './maintenance-event.ts';

export interface MaintenanceHandlerOptions {
  store: ObjectStore;
  keyValues: KeyValueStore;
  clock: Clock;
  random: Random;
  /** Gets each failure, with the wiki's name. */
  log?: Log;
}

/** Rejects when something failed, so that Lambda sends the event again. */
export type MaintenanceHandler = (event: MaintenanceEvent) => Promise<void>;

/**
 * The handler behind the bucket's notifications and the schedule.
 *
 * A notification that an `info/refs` was put publishes that wiki, should its writer have died, and folds it when that is due. The
 * schedule does so for all wikis, and looks again at what late requests of the last day may have undone, and
 * forgets tokens that have ended. A failure of one wiki is
 * logged and does not stop the others.
 */
export function createMaintenanceHandler(options: MaintenanceHandlerOptions): MaintenanceHandler {
  const { log = () => undefined } = options;

  async function publishWiki(wikis: Wikis, id: string): Promise<void> {
    try {
      const wiki = await wikis.open(id);
      await wiki.publish();
      await wiki.fold({ ifDue: true });
    } catch (error) {
      log(`${id} could not be published: ${error instanceof Error ? error.message : String(error)}`, error);
      throw error;
    }
  }

  return async (event) => {
    if (event.Event === 's3:TestEvent') return;
    // Loaded by the first event, as others of this package need none of it.
    const { maintainWikis, openAccessSettings, openWikis } = await import('@holt/wiki');
    const wikis = openWikis(options);
    if (event.Records === undefined) {
      try {
        return await maintainWikis({ wikis, access: openAccessSettings(options) }, log);
      } finally {
        await cleanUpTokens(options.store, options.keyValues, options.clock);
      }
    }

    const ids = new Set(event.Records.flatMap((record) => wikiOf(record) ?? []));
    const failures: unknown[] = [];
    for (const id of ids) await publishWiki(wikis, id).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} wikis could not be published.`);
  };
}

/** The wiki whose ref was put; undefined for any other object. */
function wikiOf({ s3 }: S3Notification): string | undefined {
  // In the key of a notification a space is "+", and whatever a URL's query would escape is escaped.
  const key = decodeURIComponent(s3.object.key.replaceAll('+', ' '));
  const [, owner = '', name = ''] = key.split('/');
  return key === `${gitPrefix(owner, name)}info/refs` ? `${owner}/${name}` : undefined;
}
