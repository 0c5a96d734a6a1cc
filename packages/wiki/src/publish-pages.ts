import type { Oid, Ref } from '@holt/git';
import type { ObjectInfo } from '@holt/storage';
import type { Artifact } from './artifact.ts';
import type { Backlog } from './backlog.ts';
import { type ChangedEntries, createChangedEntries } from './changed-entries.ts';
import type { PublishedCommit } from './commit-summary.ts';
import { sourceArtifact } from './file-artifacts.ts';
import { type FoldedPage, foldCommit } from './fold-commit.ts';
import { createLinkLedger, type LinkLedger } from './link-ledger.ts';
import { mapLimit, settleAll } from './map-limit.ts';
import { pageArtifacts } from './page-artifacts.ts';
import type { PageState } from './page-state.ts';
import { pageStateKey, readPageState, type StoredPageState } from './page-state-store.ts';
import { type PageTouch, pageTouches } from './page-touches.ts';
import { olderArtifacts, revisionArtifacts, stateArtifacts } from './page-view-artifacts.ts';
import { entryArtifacts, toEntry } from './search-entry.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;

export interface PublishPagesOptions {
  head: Ref;
  /** Oldest first: those since the mark, or all. */
  commits: readonly PublishedCommit[];
  /** The commits are all there are, and nothing that was published is to be built on. */
  isFull: boolean;
  /** The commit that the caller has just made, if any: what has its name can't be there yet. */
  written: Oid | undefined;
  /** States that were read after the mark was, by path. */
  foreseen: ReadonlyMap<string, Promise<StoredPageState | undefined>> | undefined;
  /** @param seen what lay under the artifact's key a moment ago; null: nothing */
  put: (artifact: Artifact, seen?: ObjectInfo | null) => Promise<void>;
  /** Whether to keep what the root of the search index is to be told. */
  keepsEntries: boolean;
  /** Gets the puts of each page as one work: they go on while the next pages are folded, and may when this has ended. */
  backlog: Backlog;
  /** Called for each page that is up to date. */
  onPage: () => void;
}

export interface PublishedPages {
  /** The links and pages that came and went. */
  ledger: LinkLedger;
  entries: ChangedEntries | undefined;
}

/**
 * Puts what is made of the pages that these commits touched: each page at HEAD with its source, its state and all that is made of
 * that; and the page as each of the commits left it. Goes from commit to commit, and keeps of a page only what a later one needs.
 *
 * @returns once all is folded, while the last artifacts may still be under way
 * @throws StorageError, GitError
 */
export async function publishPages(context: WikiContext, options: PublishPagesOptions): Promise<PublishedPages> {
  const { commits, isFull } = options;
  const last = new Map<string, PublishedCommit>();
  for (const commit of commits) for (const path of pageTouches(commit).keys()) last.set(path, commit);

  const ledger = createLinkLedger();
  const entries = options.keepsEntries ? createChangedEntries(last.size) : undefined;
  const stored = new Map<string, StoredPageState>();
  const states = new Map<string, PageState | undefined>();
  const goThrough = async (commit: PublishedCommit) => {
    const touches = pageTouches(commit);
    const unread = isFull ? [] : [...touches.keys()].filter((path) => !states.has(path));
    await mapLimit(unread, PARALLEL, async (path) => {
      const found = (await options.foreseen?.get(path)) ?? (await readPageState(context, path));
      stored.set(path, found);
      states.set(path, found.state);
    });
    const folded = new Map<string, PageState>();
    await mapLimit([...touches.values()], PARALLEL, async (touch) => {
      const page = await foldCommit(context, touch, { commit, touches, states, isTrusted: isFull });
      ledger.note(touch, page.linksBefore, page.linksAfter, commit.generation);
      const isLast = last.get(touch.path) === commit;
      if (!isLast) folded.set(touch.path, page.state);
      const step = { touch, commit, page, info: stored.get(touch.path)?.info };
      await options.backlog.add(() => putPage(context, options, step, isLast ? { entries } : undefined));
    });
    for (const path of touches.keys()) {
      const state = folded.get(path);
      if (state !== undefined) states.set(path, state);
      else states.delete(path);
      if (state === undefined) stored.delete(path);
    }
  };
  for (const commit of commits) await goThrough(commit);
  return { ledger, entries };
}

interface Step {
  touch: PageTouch;
  commit: PublishedCommit;
  page: FoldedPage;
  /** What lies under the key of the page's state, where that was read. */
  info: ObjectInfo | null | undefined;
}

/** @param last given for the page's last touch: what it leaves is what is at HEAD */
async function putPage(
  context: WikiContext,
  { head, written, put, onPage }: PublishPagesOptions,
  { touch, commit, page, info }: Step,
  last: Pick<PublishedPages, 'entries'> | undefined,
): Promise<void> {
  const { path, now } = touch;
  const { state, rendered, full } = page;
  const { generation } = commit;
  const entry = async () => toEntry({ path, version: now as Oid, generation }, await rendered());
  // Asked for at once, so that the root of the index need not wait for the artifacts.
  const taken = last?.entries?.add({ path, generation }, now === undefined ? undefined : entry);
  taken?.catch(() => undefined);
  const unseen = commit.commit.oid === written ? null : undefined;
  const ofCommit = [
    ...(now === undefined ? [] : revisionArtifacts(context, path, commit, rendered)),
    ...(full === undefined ? [] : olderArtifacts(context, full)),
  ];
  const ofHead = last
    ? [
        ...(await pageArtifacts(context, head.tree, touch, commit, rendered)),
        sourceArtifact(context, path, now, generation),
        ...entryArtifacts(context, { path, version: now, generation }, entry),
        ...stateArtifacts(context, state),
      ]
    : [];
  const stateKey = pageStateKey(context, path);
  await settleAll([
    taken,
    ...ofCommit.map((artifact) => put(artifact, unseen)),
    ...ofHead.map((artifact) => put(artifact, artifact.key === stateKey ? info : undefined)),
  ]);
  if (last) onPage();
}
