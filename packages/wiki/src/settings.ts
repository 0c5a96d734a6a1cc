import { type AccessRecord, LEVELS, parseAccessRecord, type Role, settingsKey } from '@holt/edge';
import { type ObjectStore, StorageError, type StoredObject } from '@holt/storage';
import { type AuditEntry, isAuditEntry } from './audit.ts';
import { WikiError } from './errors.ts';
import { parseGrantee } from './grantee.ts';
import { parseWikiId, type WikiId } from './wiki-id.ts';

export interface Grant {
  /** `alice@example.com`, `@example.com` or `sub:<subject>`. */
  readonly grantee: string;
  readonly role: Role;
}

/** What a wiki's settings object (`control/{owner}/{wiki}/wiki.json`) holds. */
export interface Settings extends AccessRecord {
  id: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** At most one for a grantee. */
  grants: readonly Grant[];
  /** As of a WikiInfo. */
  titleFirst?: boolean;
  /** How often the object was replaced: so no two versions of it are the same, nor are their ETags. */
  writes: number;
  /** While a change that closes something is under way: what the edge may have open already is only this. */
  closing?: AccessRecord;
  /** The last change, which has no entry of its own before the next. Absent in wikis that were made before there was an audit. */
  change?: AuditEntry;
}

/** The settings, and the ETag to replace them by. */
export interface StoredSettings {
  settings: Settings;
  etag: string;
}

/** @throws WikiError `wiki-not-found`, `damaged` */
export async function readSettings(store: ObjectStore, wiki: WikiId): Promise<StoredSettings> {
  const key = settingsKey(wiki.owner, wiki.name);
  const object = await getWhole(store, key);
  if (object !== undefined) return { settings: parseSettings(key, object.body), etag: object.etag };
  throw new WikiError('wiki-not-found', `There is no wiki "${wiki.id}". List the wikis to find its name.`, {
    id: wiki.id,
  });
}

/** What the store itself finds damaged is no less so than what it brings. */
async function getWhole(store: ObjectStore, key: string): Promise<StoredObject | undefined> {
  try {
    return await store.get(key);
  } catch (cause) {
    if (!(cause instanceof StorageError && cause.code === 'damaged')) throw cause;
    throw new WikiError('damaged', cause.message, { key }, { cause });
  }
}

/**
 * Stores the settings where they are still as they were read.
 * @throws WikiError `busy`
 */
export async function replaceSettings(
  store: ObjectStore,
  wiki: WikiId,
  settings: Settings,
  ifMatch: string,
): Promise<StoredSettings> {
  const next = { ...settings, writes: settings.writes + 1 };
  try {
    const { etag } = await store.put(settingsKey(wiki.owner, wiki.name), encodeSettings(next), {
      ifMatch,
      contentType: 'application/json',
    });
    return { settings: next, etag };
  } catch (cause) {
    if (!isLostRace(cause)) throw cause;
    throw new WikiError(
      'busy',
      `The settings of "${wiki.id}" were changed by someone else just now. Look again, then try again.`,
      { id: wiki.id },
      { cause },
    );
  }
}

export function isLostRace(error: unknown): boolean {
  return error instanceof StorageError && (error.code === 'precondition-failed' || error.code === 'conflict');
}

export function encodeSettings(settings: Settings): string {
  return `${JSON.stringify(settings, null, 2)}\n`;
}

/** How the settings say that links are written, where not as by default. */
export function dialectOf({ titleFirst }: Pick<Settings, 'titleFirst'>): { titleFirst?: true } {
  return titleFirst ? { titleFirst } : {};
}

/** What the settings say about reading, without all else. */
export function recordOf({ public: isPublic, rules, since }: AccessRecord): AccessRecord {
  return { public: isPublic, rules, since };
}

/**
 * Settings from before there were rules, grants and an audit are without those.
 * @throws WikiError `damaged`
 */
function parseSettings(key: string, body: Uint8Array): Settings {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Partial<Settings>;
    const { id, createdAt = '', rules = [], since = 0, grants = [], titleFirst, writes = 0, closing, change } = value;
    if (typeof id !== 'string' || typeof createdAt !== 'string') throw new TypeError('not settings');
    const { owner, name } = parseWikiId(id);
    if (settingsKey(owner, name) !== key) throw new TypeError('settings of another wiki');
    if (!Array.isArray(grants) || !grants.every(isGrant)) throw new TypeError('grants that are none');
    if (titleFirst !== undefined && typeof titleFirst !== 'boolean') throw new TypeError('a choice that is none');
    if (!Number.isSafeInteger(writes)) throw new TypeError('a count that is none');
    if (change !== undefined && !isAuditEntry(change)) throw new TypeError('a change that is none');
    return {
      id,
      createdAt,
      ...readRecord({ public: value.public, rules, since }),
      grants,
      ...dialectOf({ ...(titleFirst && { titleFirst }) }),
      writes,
      ...(closing === undefined ? {} : { closing: readRecord(closing) }),
      ...(change === undefined ? {} : { change }),
    };
  } catch (cause) {
    throw new WikiError(
      'damaged',
      `The settings object ${key} can't be read. Restore it from a backup.`,
      { key },
      { cause },
    );
  }
}

/** As the edge would read it: what it takes for a record is one here. */
function readRecord(value: unknown): AccessRecord {
  const record = parseAccessRecord(JSON.stringify(value));
  if (record === undefined) throw new TypeError('an access record that is none');
  return recordOf(record);
}

function isGrant(value: unknown): value is Grant {
  const { grantee, role } = (value ?? {}) as Partial<Grant>;
  return typeof grantee === 'string' && parseGrantee(grantee) === grantee && isRole(role);
}

export function isRole(value: unknown): value is Role {
  return value !== 'public' && (LEVELS as readonly unknown[]).includes(value);
}
