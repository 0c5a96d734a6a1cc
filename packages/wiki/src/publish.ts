import { dashKey } from '@holt/edge';
import type { Ref } from '@holt/git';
import { changesHtml, SHELL_VERSION } from '@holt/site';
import {
  type Artifact,
  HTML,
  IMMUTABLE_CACHE_CONTROL,
  JSON_TYPE,
  PAGE_CACHE_CONTROL,
  putArtifact,
} from './artifact.ts';
import { hashKey, readKeyTrailers } from './commit-message.ts';
import { renderCommit } from './commit-page.ts';
import type { PublishedCommit } from './commit-summary.ts';
import { fileArtifacts, latestChanges } from './file-artifacts.ts';
import type { Foreseen } from './foresee.ts';
import { mapLimit, settleAll } from './map-limit.ts';
import { REMEMBERED_COMMITS } from './page-change.ts';
import { publishStructure } from './publish-structure.ts';
import { readCommits } from './read-commits.ts';
import {
  encodeRecentChanges,
  type PublishedMark,
  type RecentChanges,
  type RecentCommit,
  readRecentChanges,
} from './recent-changes.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;

export interface PublishOptions {
  /** Begin at the first commit, not at the last published one: after a change of the shell, or to mend artifacts. */
  full?: boolean;
  onProgress?: (done: number, total: number) => void;
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
  { full = false, onProgress }: PublishOptions = {},
  written?: JustWritten,
): Promise<void> {
  const head = written?.head ?? (await context.repository.readRef());
  if (head === undefined) return;
  const mark = full ? undefined : await readMark(context, written);
  if (mark !== undefined && mark.generation >= head.generation) return;

  const commits = await readCommits(context, head, (oid) => oid === mark?.revision, written?.base);
  const put = (artifact: Artifact) => putSeen(context, artifact, written?.foreseen);
  const files = latestChanges(commits);
  let done = 0;
  const publishFiles = mapLimit(files, PARALLEL, async (change) => {
    await mapLimit(fileArtifacts(context, change), PARALLEL, put);
    done++;
    onProgress?.(done, files.length);
  });
  const publishCommits = mapLimit(commits, PARALLEL, (commit) => {
    const isNew = commit.commit.oid === written?.head.oid;
    return putArtifact(context.store, commitArtifact(context, commit), isNew ? null : undefined);
  });
  const structure = publishStructure(context, head, commits, mark);
  const publishChanges = put(changesArtifact(context, head, recentCommits(commits, mark)));
  await settleAll([publishFiles, publishCommits, structure, publishChanges]);

  const recent: RecentChanges = {
    wiki: context.wiki.id,
    revision: head.oid,
    generation: head.generation,
    structure: (await structure) ?? mark?.structure ?? 0,
    shell: mark?.shell ?? SHELL_VERSION,
    commits: recentCommits(commits, mark),
  };
  await putArtifact(context.store, markArtifact(context, recent), mark?.info);
}

/** Where another writer has come before, the mark may have moved while this one wrote. */
async function readMark(context: WikiContext, written: JustWritten | undefined): Promise<PublishedMark | undefined> {
  if (written !== undefined) {
    const foreseen = await written.foreseen.mark.catch(() => undefined);
    if (foreseen !== undefined && foreseen.generation >= (written.base?.generation ?? 0)) return foreseen;
  }
  return readRecentChanges(context);
}

async function putSeen(context: WikiContext, artifact: Artifact, foreseen: Foreseen | undefined): Promise<void> {
  return putArtifact(context.store, artifact, await foreseen?.artifacts.get(artifact.key));
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

/** For people. */
function changesArtifact({ wiki }: WikiContext, { generation }: Ref, changes: readonly RecentCommit[]): Artifact {
  return {
    key: dashKey(wiki.owner, wiki.name, 'changes'),
    body: () => changesHtml({ wiki, changes }),
    contentType: HTML,
    cacheControl: PAGE_CACHE_CONTROL,
    generation,
    shell: SHELL_VERSION,
  };
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
