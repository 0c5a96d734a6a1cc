import type { PathChange, Ref } from '@holt/git';
import type { PageRevision } from '@holt/site';
import { mapLimit } from './map-limit.ts';
import { readPageState } from './page-state-store.ts';
import { readUsableMark } from './recent-changes.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;
/** So many earlier paths of a page are followed. */
const MAX_RENAMES = 10;

/** A change, and the path that the page had after it. */
type PlacedChange = PageRevision & { path: string };

/**
 * The changes of a page, newest first, from the newest to the last one that is asked for: from the page's published state and from those of the
 * paths that it had, of which each knows the last hundred. Reads the recent changes, at most 11 states one after the other, and the commits, 16 at
 * once.
 *
 * @returns undefined where HEAD is not published, where there is no state, and where more is asked for than the states know
 * @throws as reading objects of the store and of git
 */
export async function publishedPathChanges(
  context: WikiContext,
  head: Ref,
  path: string,
  { startAfter, limit }: { startAfter: string | undefined; limit: number },
): Promise<PathChange[] | undefined> {
  const mark = await readUsableMark(context);
  if (mark?.revision !== head.oid) return undefined;
  const endOf = (changes: readonly PlacedChange[]) => {
    const place = startAfter === undefined ? -1 : changes.findIndex(({ oid }) => oid === startAfter);
    return startAfter !== undefined && place < 0 ? Number.POSITIVE_INFINITY : place + 1 + limit;
  };
  const changes = await collect(context, path, (known) => known.length >= endOf(known));
  if (changes === undefined || endOf(changes) === Number.POSITIVE_INFINITY) return undefined;
  return mapLimit(changes.slice(0, endOf(changes)), PARALLEL, async ({ oid, kind, path: at, from, version }) => ({
    commit: await context.repository.readCommit(oid),
    kind,
    path: at,
    ...(from === undefined ? {} : { from }),
    ...(version === undefined ? {} : { oid: version }),
  }));
}

/** Undefined: the states end before there are enough, and the page's history does not. */
async function collect(
  context: WikiContext,
  path: string,
  isEnough: (changes: readonly PlacedChange[]) => boolean,
): Promise<PlacedChange[] | undefined> {
  const changes: PlacedChange[] = [];
  let at = path;
  for (let renames = 0; renames <= MAX_RENAMES; renames++) {
    const { state } = await readPageState(context, at);
    const renamedIn = changes.at(-1)?.oid;
    // The state of an earlier path knows the rename as its end there, and may know of pages that came there later.
    const place = renamedIn === undefined ? -1 : (state?.changes.findIndex(({ oid }) => oid === renamedIn) ?? -1);
    if (state === undefined || (renamedIn !== undefined && place < 0)) return undefined;
    changes.push(...state.changes.slice(place + 1).map((change) => ({ ...change, path: at })));
    if (isEnough(changes)) return changes;
    if (state.count > state.changes.length) return undefined;
    const from = changes.at(-1)?.from;
    if (from === undefined) return changes;
    at = from;
  }
  return undefined;
}
