import { dashKey } from '@holt/edge';
import type { Oid } from '@holt/git';
import type { ChangeSummary } from '@holt/site';
import type { ObjectInfo } from '@holt/storage';
import { WikiError } from './errors.ts';
import type { WikiContext } from './wiki-context.ts';

/** A commit as the recent-changes object lists it. */
export interface RecentCommit extends ChangeSummary {
  /** `hashKey` of the commit's idempotency key, if it carries one. */
  key?: string;
}

/**
 * The recent-changes object (`…/-/changes.json`): the last commits, and the mark up to which everything is published.
 * It is written last, so what it names is served.
 */
export interface RecentChanges {
  wiki: string;
  /** Everything up to this commit is published. */
  revision: Oid;
  generation: number;
  /** The last commit in which a page came, went or changed its title: the sidebar is of this generation, or of a newer one. */
  structure: number;
  /** Every page was rendered by this version of the shell, or by a newer one. */
  shell: string;
  /** Newest first, at most REMEMBERED_COMMITS. */
  commits: RecentCommit[];
}

/** The recent changes as they lie in the store. */
export type PublishedMark = RecentChanges & { info: ObjectInfo };

/**
 * What is published, with the object's ETag and metadata; undefined before the first publication.
 * @throws WikiError `damaged` when the object is not what {@link encodeRecentChanges} writes
 */
export async function readRecentChanges(context: WikiContext): Promise<PublishedMark | undefined> {
  const key = dashKey(context.wiki.owner, context.wiki.name, 'changes.json');
  const object = await context.store.get(key);
  if (object === undefined) return undefined;
  try {
    const value = JSON.parse(new TextDecoder().decode(object.body)) as RecentChanges;
    if (
      !/^[0-9a-f]{40}$/.test(value.revision) ||
      !Number.isSafeInteger(value.generation) ||
      !Array.isArray(value.commits)
    ) {
      throw new TypeError('not a recent-changes object');
    }
    const { body: _, ...info } = object;
    return { ...value, structure: value.structure ?? 0, info };
  } catch (cause) {
    throw new WikiError(
      'damaged',
      `The object ${key} can't be read. Run \`holt rebuild --wiki ${context.wiki.id}\`: it makes it anew from git.`,
      { key },
      { cause },
    );
  }
}

/** The same, but undefined where it can't be read: for those whom it only saves requests. That it is damaged is publishing's to report. */
export async function readUsableMark(context: WikiContext): Promise<PublishedMark | undefined> {
  try {
    return await readRecentChanges(context);
  } catch (error) {
    if (error instanceof WikiError && error.code === 'damaged') return undefined;
    throw error;
  }
}

export function encodeRecentChanges(changes: RecentChanges): string {
  return `${JSON.stringify(changes)}\n`;
}
