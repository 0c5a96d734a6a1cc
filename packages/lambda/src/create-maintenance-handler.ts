import { gitPrefix } from '@holt/edge';
import type { Log } from '@holt/mcp';
import type { Clock, KeyValueStore, MirroredKeyValueStore, ObjectStore, Random } from '@holt/storage';
import type { Published } from '@holt/wiki';
import type { DeployedSite } from './deployment.ts';
import { DeploymentError } from './errors.ts';
import { type MaintenanceEvent, type MaintenanceTask, type S3Notification, TASKS } from './maintenance-event.ts';

export interface MaintenanceHandlerOptions {
  store: ObjectStore;
  /** One with a mirror is repaired: at each event when that is due, by the set-up in any case. */
  keyValues: KeyValueStore & Partial<Pick<MirroredKeyValueStore, 'repair'>>;
  clock: Clock;
  random: Random;
  /** What the site's entry in the key-value store is to say. */
  site: DeployedSite;
  /** Gets each failure, with the wiki's name. */
  log?: Log;
  /**
   * Gets what was done, with figures: `wiki`, `commits` and `publishLagSeconds`, the age of the oldest of the commits, when artifacts had to be
   * published that the writer had not.
   */
  tell?: (message: string, figures?: Readonly<Record<string, unknown>>) => void;
}

/** Rejects when something failed, so that Lambda sends the event again. */
export type MaintenanceHandler = (event: MaintenanceEvent) => Promise<void>;

/**
 * The handler behind the bucket's notifications, the schedules and the deployment.
 *
 * - A notification that an `info/refs` was put publishes that wiki, should its writer have died, and folds it when that is due.
 * - The schedule, or the task `maintain`, does so for all wikis, looks again at what late requests of the last day may have undone, and
 *   forgets tokens that have ended.
 * - `fold` folds what is due; `rotate-keys` makes a new key and retires the oldest, unless that is still in use, which is no failure.
 * - `set-up` makes the first key, puts the site's entry, sees to it that the edge has all of them, and puts the assets that all wikis share.
 *
 * A failure of one wiki is logged and does not stop the others.
 *
 * @throws DeploymentError `event-unknown` for any other event
 */
export function createMaintenanceHandler(options: MaintenanceHandlerOptions): MaintenanceHandler {
  const { clock, log = () => undefined, tell = () => undefined } = options;

  const tellPublished = (wiki: string, { commits, oldestSeconds }: Published) =>
    tell('published what its writer had not', {
      wiki,
      commits,
      publishLagSeconds: Math.max(0, Math.round(clock.now() / 1000) - oldestSeconds),
    });

  // Loaded by the first event that needs it, as others of this package need none of it.
  const openWork = async () => {
    const { openMaintenance } = await import('./maintenance-tasks.ts');
    return openMaintenance({ ...options, log, tell, tellPublished });
  };

  return async (event) => {
    if (event.Event === 's3:TestEvent') return;
    const ids = event.Records?.flatMap((record) => wikiOf(record) ?? []);
    const task = ids === undefined ? taskOf(event) : undefined;
    const work = await openWork();
    if (task !== undefined) await work.run(task);
    else await work.publish(new Set(ids));
  };
}

/** @throws DeploymentError `event-unknown` */
function taskOf(event: MaintenanceEvent): MaintenanceTask {
  const { task, source } = event;
  const isOfSchedule = source === 'aws.events' || source === 'aws.scheduler' || Object.keys(event).length === 0;
  if (task === undefined && isOfSchedule) return 'maintain';
  const known = TASKS.find((name) => name === task);
  if (known !== undefined) return known;
  const what =
    task === undefined ? `an event with ${Object.keys(event).join(', ')}` : `the task ${JSON.stringify(task)}`;
  throw new DeploymentError('event-unknown', `There is no maintenance for ${what}. Tasks are ${TASKS.join(', ')}.`);
}

/**
 * The wiki whose ref was put; undefined for any other object.
 * @throws DeploymentError `event-unknown` for what S3 does not send
 */
function wikiOf(record: S3Notification): string | undefined {
  const { key: escaped } = record?.s3?.object ?? {};
  if (typeof escaped !== 'string') {
    throw new DeploymentError('event-unknown', 'There is no maintenance for records that name no object of S3.');
  }
  // In the key of a notification a space is "+", and whatever a URL's query would escape is escaped.
  const key = decodeURIComponent(escaped.replaceAll('+', ' '));
  const [, owner = '', name = ''] = key.split('/');
  return key === `${gitPrefix(owner, name)}info/refs` ? `${owner}/${name}` : undefined;
}
