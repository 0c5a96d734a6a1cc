import type { Ref } from '@holt/git';
import { mergeChanges, type RecentPage, ROOT_NAME, type SearchRoot } from '@holt/search';
import { SHELL_VERSION, searchHtml } from '@holt/site';
import { type Artifact, HTML, PAGE_CACHE_CONTROL, tooManyWriters } from './artifact.ts';
import { backoffMs } from './backoff.ts';
import type { PublishedCommit } from './commit-summary.ts';
import { WikiError } from './errors.ts';
import { isOnLine, type Place } from './is-on-line.ts';
import { rootOnLine } from './next-root.ts';
import { indexKey, putRoot, readRoot, type StoredRoot } from './stored-root.ts';
import type { WikiContext } from './wiki-context.ts';

const MAX_TRIES = 100;

export interface PublishSearchOptions {
  head: Ref;
  /** The generation after which the changes begin: 0 when they are all that ever were. */
  since: number;
  /** HEAD's whole line, oldest first, where what lies there may be of another one; the changes are all that ever were on it. */
  line: readonly PublishedCommit[] | undefined;
  /** The root as it was a moment ago; undefined: not asked for. */
  seen: Promise<StoredRoot | undefined> | undefined;
}

/**
 * Puts what a publication changed into the root of the search index, on the condition of what is there: one request where nobody came
 * between, none where it has all of it already. A wiki's first publication makes the root; one that was published before there was an
 * index gets one that says that all earlier changes are missing. Where the history was replaced, as HEAD was set back and has come
 * further than it was, nothing is kept of what the root has of the other one: its main part is put aside. Such a root's bytes are
 * new as well: it names a commit that no root before could name, as nothing later than its parents was published on this line.
 *
 * @throws WikiError `damaged` for a root that can't be read; StorageError
 */
export async function publishSearch(
  context: WikiContext,
  changes: readonly RecentPage[],
  { head, since, line, seen }: PublishSearchOptions,
): Promise<void> {
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const stored = (attempt === 0 ? await seen : undefined) ?? (await readRoot(context));
    if (stored.root === undefined && stored.problem !== 'missing') throw damaged(context, stored);
    const { oid: revision, generation } = head;
    const known = line && stored.root ? await whatHolds(context, stored.root, line) : stored.root;
    const merged = mergeChanges(known, changes, { generation, revision }, { since });
    const root = merged ?? (known === stored.root ? undefined : known);
    if (root === undefined || (await putRoot(context, root, stored))) return;
    if (attempt > 0) await context.clock.sleep(backoffMs(context, attempt));
  }
  throw tooManyWriters(indexKey(context, ROOT_NAME));
}

function whatHolds(context: WikiContext, root: SearchRoot, line: readonly PublishedCommit[]): Promise<SearchRoot> {
  const isOn = async (place: Place) => {
    const { generation, revision } = place;
    if (generation <= line.length) return line[generation - 1]?.commit.oid === revision;
    // Of a later publication, unless it is of another line.
    const head = await context.repository.readRef();
    return head !== undefined && (await isOnLine(context, head, place));
  };
  return rootOnLine(root, isOn, context.clock.now());
}

/** The page that shows what is found; the same at any revision. */
export function searchPageArtifact({ wiki }: WikiContext, { generation }: Ref): Artifact {
  return {
    key: indexKey({ wiki }, 'search'),
    body: () => searchHtml({ wiki }),
    contentType: HTML,
    cacheControl: PAGE_CACHE_CONTROL,
    generation,
    shell: SHELL_VERSION,
  };
}

function damaged(context: WikiContext, { problem }: StoredRoot): WikiError {
  const key = indexKey(context, ROOT_NAME);
  return new WikiError(
    'damaged',
    `The object ${key} can't be read. Run \`holt rebuild --wiki ${context.wiki.id}\`: it makes it anew from git.`,
    { key, problem },
  );
}
