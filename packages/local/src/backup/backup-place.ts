import { systemClock } from '@holt/storage';
import { openAccessSettings, WikiError, type WikiId } from '@holt/wiki';
import type { OpenedPlace } from '../data-place.ts';
import { putBackupRecord } from './backup-record.ts';
import { checkTarget } from './check-target.ts';
import { type CopiedObjects, copyAll } from './copy-all.ts';
import { copyKeyValues } from './copy-key-values.ts';
import { type CopiedWiki, copyWiki } from './copy-wiki.ts';
import { listAll, listFolders } from './list-all.ts';

/** Of the site, in place of an owner. */
const SITE = '-';
const SITE_PREFIX = `control/${SITE}/`;
/** The token itself, which `holt dev` made for this machine and makes again. */
const DEV_TOKEN = `${SITE_PREFIX}dev-token.txt`;

export interface BackedUpWiki {
  wiki: string;
  /** Where `main` stands in the backup; absent: the wiki has no page, or its ref can't be read. */
  revision?: string;
  objects: number;
  sizeBytes: number;
  /** What is damaged, in the place as in its backup: whole sentences. */
  problems: string[];
}

export interface BackupReport {
  from: string;
  to: string;
  begunAt: string;
  /** Ordered by id. */
  wikis: BackedUpWiki[];
  /** Records of agents' tokens, without the tokens. */
  tokens: number;
  keyValues: number;
  /** What is damaged besides the wikis: whole sentences. */
  problems: string[];
  /** With those of the wikis and the tokens; the key values are not among them. */
  objects: number;
  sizeBytes: number;
}

/**
 * Copies what can't be rebuilt from one place to another, empty one: all wikis with their settings and audits, the records of tokens and the key values;
 * not the artifacts, nor where a stage is deployed. Others may write meanwhile. Each wiki is as it was at one moment after the backup had begun.
 *
 * @throws CommandError when the target is not empty; GitError, StorageError: the backup is not whole, and the same command goes on with it
 */
export async function backupPlace(
  source: OpenedPlace,
  target: OpenedPlace,
  onProgress: (objects: number) => void,
): Promise<BackupReport> {
  const unended = await checkTarget(target, source.location);
  const begunAt = unended?.begunAt ?? new Date(systemClock.now()).toISOString();
  await putBackupRecord(target.store, { from: source.location, begunAt });

  // Before the key values: a token that is revoked in between is in its record, and revoked.
  const tokens = await copySite(source, target);
  let { objects, sizeBytes } = tokens;
  const wikis: BackedUpWiki[] = [];
  for (const wiki of await listWikis(source)) {
    const copied = await copyWiki(source.store, target.store, wiki, (count) => onProgress(objects + count));
    objects += copied.objects;
    sizeBytes += copied.sizeBytes;
    wikis.push(report(wiki, copied));
  }
  // A deployed site is where it is deployed; others are where their data is.
  const isWithSite = source.deployment === undefined && target.deployment === undefined;
  const keyValues = await copyKeyValues(source.keyValues, target.keyValues, isWithSite);
  await openWikisToReaders(target, wikis);

  const revisions = Object.fromEntries(wikis.map(({ wiki, revision }) => [wiki, revision ?? null]));
  const endedAt = new Date(systemClock.now()).toISOString();
  await putBackupRecord(target.store, { from: source.location, begunAt, endedAt, wikis: revisions });
  return {
    from: source.location,
    to: target.location,
    begunAt,
    wikis,
    tokens: tokens.objects,
    keyValues,
    problems: tokens.unreadable.map(describeUnreadable),
    objects,
    sizeBytes,
  };
}

async function copySite(source: OpenedPlace, target: OpenedPlace): Promise<CopiedObjects> {
  const keys = (await listAll(source.store, SITE_PREFIX)).map(({ key }) => key).filter((key) => key !== DEV_TOKEN);
  return copyAll(source.store, target.store, keys);
}

/** All that have settings or a repository, ordered by id. */
async function listWikis({ store }: OpenedPlace): Promise<WikiId[]> {
  const wikis = new Map<string, WikiId>();
  for (const area of ['control/', 'git/']) {
    for (const owner of await listFolders(store, area)) {
      if (owner === SITE) continue;
      for (const name of await listFolders(store, `${area}${owner}/`)) {
        wikis.set(`${owner}/${name}`, { id: `${owner}/${name}`, owner, name });
      }
    }
  }
  return [...wikis.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function report({ id }: WikiId, { ref, objects, sizeBytes, problems, unreadable }: CopiedWiki): BackedUpWiki {
  return {
    wiki: id,
    ...(ref && { revision: ref.oid }),
    objects,
    sizeBytes,
    problems: [...problems.map(({ message }) => message), ...unreadable.map(describeUnreadable)],
  };
}

function describeUnreadable(key: string): string {
  return `The object ${key} can't be read, and is not in the backup.`;
}

/** Who may read what is told by the settings alone, so that the edge is never more open than they are. */
async function openWikisToReaders({ store, keyValues }: OpenedPlace, wikis: readonly BackedUpWiki[]): Promise<void> {
  const access = openAccessSettings({ store, keyValues, clock: systemClock });
  for (const { wiki, problems } of wikis) {
    try {
      await access.repair(wiki);
    } catch (error) {
      if (!(error instanceof WikiError && ['damaged', 'wiki-not-found', 'invalid-wiki'].includes(error.code)))
        throw error;
      problems.push(`${error.message} Until then it is private.`);
    }
  }
}
