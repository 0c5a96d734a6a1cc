import { accessKey, encodeAccessRecord } from '@holt/edge';
import type { KeyValueChange, KeyValueStore, ObjectStore } from '@holt/storage';
import { WikiError } from './errors.ts';
import { isLostRace, readSettings, type Settings } from './settings.ts';
import type { WikiId } from './wiki-id.ts';

/** Each lost attempt means that someone else changed an entry or these settings, so this many in a row is a crowd. */
const MAX_ATTEMPTS = 100;

export interface EdgeOptions {
  store: ObjectStore;
  keyValues: KeyValueStore;
}

/**
 * Makes the edge's entry agree with the settings as they are now.
 *
 * The entry is put on the condition that nothing in the key-value store has changed since before the settings were read. So who comes
 * late with old settings can't undo what a change has closed meanwhile: that change put its own entry before it replaced the settings.
 *
 * @param always also put an entry that is there already, so that what others put on older settings is refused from here on
 * @throws WikiError `wiki-not-found`, `damaged`, `busy` (the settings kept changing); StorageError `precondition-failed`, `conflict`
 * (other entries kept changing), and as any request: the entry is then no more open than the settings, and repairing makes it agree
 */
export async function updateEdge({ store, keyValues }: EdgeOptions, wiki: WikiId, always: boolean): Promise<void> {
  const key = accessKey(wiki.owner, wiki.name);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const mark = await keyValues.etag();
    const { settings, etag } = await readSettings(store, wiki);
    const value = entryOf(settings);
    if (!always && (await keyValues.get(key)) === value) return;
    const change: KeyValueChange = value === undefined ? { delete: [key] } : { put: { [key]: value } };
    try {
      await keyValues.update(change, { ifMatch: mark });
    } catch (error) {
      if (!isLostRace(error) || attempt === MAX_ATTEMPTS) throw error;
      continue;
    }
    if ((await readSettings(store, wiki)).etag === etag) return;
  }
  throw new WikiError('busy', `The settings of "${wiki.id}" kept changing. Try again.`, { id: wiki.id });
}

/** The entry's value; undefined where it would say what no entry says: private, without rules, no token too old. */
function entryOf(settings: Settings): string | undefined {
  const { public: isPublic, rules, since } = settings.closing ?? settings;
  const saysNothing = !isPublic && rules.length === 0 && since === 0;
  return saysNothing ? undefined : encodeAccessRecord({ public: isPublic, rules, since });
}
