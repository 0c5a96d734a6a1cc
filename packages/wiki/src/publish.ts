import { dashKey } from '@holt/edge';
import type { Ref } from '@holt/git';
import { SHELL_VERSION } from '@holt/site';
import type { ObjectInfo } from '@holt/storage';
import {
  type Artifact,
  HTML,
  IMMUTABLE_CACHE_CONTROL,
  JSON_TYPE,
  PAGE_CACHE_CONTROL,
  putArtifact,
} from './artifact.ts';
import { createBacklog } from './backlog.ts';
import { changeLists } from './change-lists.ts';
import { hashKey, readKeyTrailers } from './commit-message.ts';
import { renderCommit } from './commit-page.ts';
import type { PublishedCommit } from './commit-summary.ts';
import { attachmentArtifacts, latestChanges } from './file-artifacts.ts';
import type { Foreseen } from './foresee.ts';
import { type PublishLinksOptions, publishLinks } from './link-artifacts.ts';
import { mapLimit, settleAll } from './map-limit.ts';
import { namesInFolders, publishedPaths } from './names-in-folders.ts';
import { REMEMBERED_COMMITS } from './page-change.ts';
import { pageOfFile } from './page-of-file.ts';
import { type PublishPagesOptions, publishPages } from './publish-pages.ts';
import { type PublishSearchOptions, publishSearch, searchPageArtifact } from './publish-search.ts';
import { publishStructure } from './publish-structure.ts';
import { readCommits } from './read-commits.ts';
import {
  encodeRecentChanges,
  type PublishedMark,
  type RecentChanges,
  type RecentCommit,
  readRecentChanges,
} from './recent-changes.ts';
import { publishRedirects } from './redirect-artifacts.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;
/** Pages whose artifacts are being put while the next ones are folded. */
const PAGES_UNDER_WAY = 32;

export interface PublishOptions {
  /**
   * Begin at the first commit, not at the last published one: after a change of the shell, or to mend artifacts. Leaves the root of the
   * search index alone.
   */
  full?: boolean;
  onProgress?: (done: number, total: number) => void;
  /** Called at the end, when there was something to publish. */
  onPublished?: (published: Published) => void;
}

/** What one call published. */
export interface Published {
  commits: number;
  /** When the oldest of them was made, in seconds since 1970. */
  oldestSeconds: number;
}

/** What a write that has just moved the ref knows, so that publishing need not ask for it again. */
export interface JustWritten {
  /** As the write left it. */
  head: Ref;
  /** As it was before. */
  base: Ref | undefined;
  foreseen: Foreseen;
}

/**
 * Brings the artifacts up to HEAD: whatever the commits since the last published one changed is rendered from HEAD and put
 * under its generation; the recent-changes object, which marks how far things are published, comes last. Stopped anywhere, it
 * is taken up by the next call.
 *
 * @throws StorageError; GitError for what can't be read; WikiError `damaged` when the mark can't be read (`full` makes it anew)
 */
export async function publish(
  context: WikiContext,
  { full = false, onProgress, onPublished }: PublishOptions = {},
  written?: JustWritten,
): Promise<void> {
  const head = written?.head ?? (await context.repository.readRef());
  if (head === undefined) return;
  const foreseen = full ? undefined : await foreseenMark(written);
  const mark = full ? undefined : (foreseen ?? (await readRecentChanges(context)));
  if (mark !== undefined && mark.generation >= head.generation) return;

  const commits = await readCommits(context, head, (oid) => oid === mark?.revision, written?.base);
  // A line of first parents that the mark is not on replaces the one that was published.
  const base = commits[0]?.commit.parents.length === 0 ? undefined : mark;
  const isFull = base === undefined;
  const put: Put = (artifact, seen) => putSeen(context, artifact, written?.foreseen, seen);
  const files = latestChanges(commits);
  let done = 0;
  const onFile = () => {
    done++;
    onProgress?.(done, files.length);
  };
  const attachments = files.filter(({ filePath }) => pageOfFile(filePath) === undefined);
  const publishFiles = mapLimit(attachments, PARALLEL, async (change) => {
    await settleAll(attachmentArtifacts(context, change).map((artifact) => put(artifact)));
    onFile();
  });
  const publishCommits = mapLimit(commits, PARALLEL, (commit) => {
    const isNew = commit.commit.oid === written?.head.oid;
    return putArtifact(context.store, commitArtifact(context, commit), isNew ? null : undefined);
  });
  const structure = publishStructure(context, head, commits, mark);
  const names = async () => {
    const pages = (await structure)?.pages.map(({ path }) => path);
    return namesInFolders(pages ?? (await publishedPaths(context, head, mark?.structure ?? 0)));
  };
  const changes = recentCommits(commits, base);
  const lists = mapLimit(changeLists(context, head, commits, base, changes), PARALLEL, (artifact) => put(artifact));
  const searchPage = isFull ? [put(searchPageArtifact(context, head))] : [];
  const line = isFull ? commits : undefined;
  const search = { head, since: base?.generation ?? 0, line, seen: written?.foreseen.searchRoot };
  const pages = publishPagesAndLinks(context, {
    head,
    commits,
    isFull,
    written: written?.head.oid,
    foreseen: foreseen && written?.foreseen.states,
    put,
    onPage: onFile,
    names,
    search: full ? undefined : search,
  });
  const redirects = publishRedirects(context, head, commits, isFull, put);
  await settleAll([publishFiles, publishCommits, structure, lists, pages, redirects, ...searchPage]);

  const recent: RecentChanges = {
    wiki: context.wiki.id,
    revision: head.oid,
    generation: head.generation,
    structure: (await structure)?.generation ?? mark?.structure ?? 0,
    shell: mark?.shell ?? SHELL_VERSION,
    commits: changes,
  };
  await putArtifact(context.store, markArtifact(context, recent), mark?.info);
  const [oldest] = commits;
  if (oldest !== undefined) {
    onPublished?.({ commits: commits.length, oldestSeconds: oldest.commit.committer.timestampSeconds });
  }
}

type Put = PublishPagesOptions['put'];

async function publishPagesAndLinks(
  context: WikiContext,
  options: Omit<PublishPagesOptions, 'backlog' | 'keepsEntries'> &
    Pick<PublishLinksOptions, 'names'> & { search: PublishSearchOptions | undefined },
): Promise<void> {
  const { head, isFull, names, put, search } = options;
  const backlog = createBacklog(PAGES_UNDER_WAY);
  const keepsEntries = search !== undefined;
  const links = publishPages(context, { ...options, backlog, keepsEntries }).then(({ ledger, entries }) =>
    settleAll([
      publishLinks(context, { head, changes: ledger.links(), pages: ledger.pages(), isFull, names, put }),
      search && entries?.all().then((changes) => publishSearch(context, changes, search)),
    ]),
  );
  // What has begun is waited for, also when no more begins.
  await links.catch(() => undefined);
  await settleAll([links, backlog.end()]);
}

/** Where another writer has come before, the mark may have moved while this one wrote. */
async function foreseenMark(written: JustWritten | undefined): Promise<PublishedMark | undefined> {
  const mark = await written?.foreseen.mark.catch(() => undefined);
  return mark !== undefined && mark.generation >= (written?.base?.generation ?? 0) ? mark : undefined;
}

async function putSeen(
  context: WikiContext,
  artifact: Artifact,
  foreseen: Foreseen | undefined,
  seen: ObjectInfo | null | undefined,
): Promise<void> {
  return putArtifact(context.store, artifact, seen === undefined ? await foreseen?.artifacts.get(artifact.key) : seen);
}

function commitArtifact(context: WikiContext, commit: PublishedCommit): Artifact {
  const { wiki } = context;
  return {
    key: dashKey(wiki.owner, wiki.name, `commit/${commit.commit.oid}`),
    body: () => renderCommit(context, commit),
    contentType: HTML,
    cacheControl: IMMUTABLE_CACHE_CONTROL,
    generation: commit.generation,
    shell: SHELL_VERSION,
  };
}

/** Newest first. */
function recentCommits(commits: readonly PublishedCommit[], mark: PublishedMark | undefined): RecentCommit[] {
  const fresh = commits.slice(-REMEMBERED_COMMITS).reverse().map(recentCommit);
  return [...fresh, ...(mark?.commits ?? [])].slice(0, REMEMBERED_COMMITS);
}

/** For programs, and the mark up to which everything is published. */
function markArtifact({ wiki }: WikiContext, recent: RecentChanges): Artifact {
  return {
    key: dashKey(wiki.owner, wiki.name, 'changes.json'),
    body: encodeRecentChanges(recent),
    contentType: JSON_TYPE,
    cacheControl: PAGE_CACHE_CONTROL,
    generation: recent.generation,
    shell: recent.shell,
  };
}

function recentCommit(published: PublishedCommit): RecentCommit {
  const { commit } = published;
  const trailers = readKeyTrailers(commit.message);
  return {
    ...published.summary,
    ...(trailers === undefined ? {} : { key: hashKey(trailers.key, commit.author.email) }),
  };
}
