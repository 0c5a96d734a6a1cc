import { kidKey, SITE_KEY } from '@holt/edge';
import type { OpenedPlace } from '../data-place.ts';
import { CommandError } from '../errors.ts';
import { type BackupRecord, isBackupRecord, readBackupRecord } from './backup-record.ts';

/** What a deployment puts into a new bucket by itself, and what holds the key values where CloudFront doesn't. */
const SET_UP_OBJECTS = /^(assets\/.*|control\/(deployment|key-values)\.json)$/;
const SET_UP_ENTRIES = new RegExp(`^(${SITE_KEY}|keys|${kidKey('')}.*)$`);
const LOOK_AT_OBJECTS = 1000;

/**
 * Makes sure that a backup may be put somewhere: nothing is there, or what the set-up of a deployment makes, or a backup of the same place
 * that was not ended.
 *
 * @returns the record of the backup that was not ended
 * @throws CommandError
 */
export async function checkTarget(target: OpenedPlace, from: string): Promise<BackupRecord | undefined> {
  const record = await readBackupRecord(target.store);
  if (record !== undefined) {
    if (record.endedAt !== undefined) {
      throw new CommandError(
        `${target.location} holds a backup of ${record.from} already, ended ${record.endedAt}. Name an empty place with --to.`,
      );
    }
    if (record.from === from) return record;
    throw new CommandError(
      `${target.location} holds a part of a backup of ${record.from}. Name an empty place with --to.`,
    );
  }
  for (const prefix of ['control/', 'fragments/', 'git/']) {
    const { objects } = await target.store.list({ prefix, limit: LOOK_AT_OBJECTS });
    const other = objects.find(({ key }) => !SET_UP_OBJECTS.test(key) && !isBackupRecord(key));
    if (other !== undefined) throw notEmpty(target, other.key);
  }
  const entry = (await target.keyValues.entries()).find(({ key }) => !SET_UP_ENTRIES.test(key));
  if (entry !== undefined) throw notEmpty(target, `the key value ${entry.key}`);
  return undefined;
}

function notEmpty(target: OpenedPlace, what: string): CommandError {
  return new CommandError(`${target.location} is not empty: it has ${what}. Name an empty place with --to.`);
}
