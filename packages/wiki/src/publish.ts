import { checkFilePath, dashKey, fileKey, markdownKey, pageKey, toPagePath } from '@holt/edge';
import { type Commit, diffTrees, type Oid, type Ref, type TreeChange, walkCommits } from '@holt/git';

import { contentTypeOf, renderPage } from '@holt/markdown';
import { changesHtml, pageHtml, SHELL_VERSION, tombstoneHtml } from '@holt/site';
import {
  type Artifact,
  HTML,
  IMMUTABLE_CACHE_CONTROL,
  JSON_TYPE,
  MARKDOWN,
  PAGE_CACHE_CONTROL,
  putArtifact,
} from './artifact.ts';
import { hashKey, readKeyTrailers } from './commit-message.ts';
import { renderCommit } from './commit-page.ts';
import { type PublishedCommit, summariseCommit } from './commit-summary.ts';
import { mapLimit } from './map-limit.ts';
import { REMEMBERED_COMMITS } from './page-change.ts';
import { pageOfFile } from './page-of-file.ts';
import { publishStructure } from './publish-structure.ts';
import { encodeRecentChanges, type RecentChanges, type RecentCommit, readRecentChanges } from './recent-changes.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;

export interface PublishOptions {
  /** Begin at the first commit, not at the last published one: after a change of the shell, or to mend artifacts. */
  full?: boolean;
  onProgress?: (done: number, total: number) => void;
}

/**
 * Brings the artifacts up to HEAD: whatever the commits since the last published one changed is rendered from HEAD and put
 * under its generation; the recent-changes object, which marks how far things are published, comes last. Stopped anywhere, it
 * is taken up by the next call.
 */
export async function publish(context: WikiContext, options: PublishOptions = {}): Promise<void> {
  const ref = await context.repository.readRef();
  if (ref === undefined) return;
  const marker = await readRecentChanges(context);
  const from = options.full ? undefined : marker;
  if (from !== undefined && from.generation >= ref.generation) return;

  const commits = await readCommitsSince(context, ref, from?.revision);
  const files = latestChanges(commits);
  let done = 0;
  await mapLimit([...files.values()], PARALLEL, async (change) => {
    await publishFile(context, change);
    done++;
    options.onProgress?.(done, files.size);
  });
  await mapLimit(commits, PARALLEL, (commit) => putArtifact(context.store, commitArtifact(context, commit)));
  await publishStructure(context, ref, commits, from === undefined);
  await publishRecent(context, ref, commits, marker, from === undefined);
}

/** Oldest first, each with what it changed. */
async function readCommitsSince(
  context: WikiContext,
  head: Ref,
  published: Oid | undefined,
): Promise<PublishedCommit[]> {
  const { repository } = context;
  const commits: Commit[] = [];
  for await (const commit of walkCommits(repository, head.oid)) {
    if (commit.oid === published) break;
    commits.push(commit);
  }
  const first = head.generation - commits.length + 1;
  return mapLimit(commits.reverse(), PARALLEL, async (commit, index): Promise<PublishedCommit> => {
    const [parent] = commit.parents;
    const before = parent === undefined ? undefined : (await repository.readCommit(parent)).tree;
    const changed = { commit, generation: first + index, changes: await diffTrees(repository, before, commit.tree) };
    return { ...changed, summary: summariseCommit(changed) };
  });
}

interface LatestChange {
  by: PublishedCommit;
  filePath: string;
  /** The file's blob at HEAD; undefined: it is gone. */
  oid: Oid | undefined;
}

/** What each changed file or page is at HEAD, and the commit that made it so. */
function latestChanges(commits: readonly PublishedCommit[]): Map<string, LatestChange> {
  const latest = new Map<string, LatestChange>();
  for (const by of commits) {
    for (const change of leaversFirst(by.changes)) {
      latest.set(pageOfFile(change.path) ?? change.path, { by, filePath: change.path, oid: change.new?.oid });
    }
  }
  return latest;
}

/** A page may leave one spelling of its file name for another in one commit: what comes has the last word. */
function leaversFirst(changes: readonly TreeChange[]): TreeChange[] {
  return [
    ...changes.filter((change) => change.new === undefined),
    ...changes.filter((change) => change.new !== undefined),
  ];
}

async function publishFile(context: WikiContext, change: LatestChange): Promise<void> {
  const { store, repository } = context;
  const page = pageOfFile(change.filePath);
  const content = change.oid === undefined ? undefined : await repository.readBlob(change.oid);
  const artifacts =
    page === undefined ? fileArtifacts(context, change, content) : pageArtifacts(context, page, change, content);
  await Promise.all(artifacts.map((artifact) => putArtifact(store, artifact)));
}

function fileArtifacts(context: WikiContext, change: LatestChange, content: Uint8Array | undefined): Artifact[] {
  const { wiki } = context;
  // A Markdown file under a name that no page may have is kept in git and not served.
  const path = toPagePath(change.filePath);
  if (checkFilePath(path) !== '') return [];
  const common = {
    key: fileKey(wiki.owner, wiki.name, path),
    cacheControl: PAGE_CACHE_CONTROL,
    contentType: contentTypeOf(change.filePath) ?? 'application/octet-stream',
    generation: change.by.generation,
  };
  if (content === undefined || change.oid === undefined) return [{ ...common, body: '', deleted: true }];
  return [{ ...common, body: content, version: change.oid }];
}

function pageArtifacts(
  context: WikiContext,
  path: string,
  change: LatestChange,
  markdown: Uint8Array | undefined,
): Artifact[] {
  const { wiki } = context;
  const lastChange = change.by.summary;
  const common = { cacheControl: PAGE_CACHE_CONTROL, generation: change.by.generation };
  const html = { ...common, key: pageKey(wiki.owner, wiki.name, path), contentType: HTML, shell: SHELL_VERSION };
  const source = { ...common, key: markdownKey(wiki.owner, wiki.name, path), contentType: MARKDOWN };
  if (markdown === undefined || change.oid === undefined) {
    const tombstone = { ...html, body: tombstoneHtml({ wiki, path, lastChange }), deleted: true as const };
    // At the root, something may stand in for the page that is gone: that is publishStructure's to say.
    return [...(path.includes('/') ? [tombstone] : []), { ...source, body: '', deleted: true }];
  }
  const rendered = renderPage(new TextDecoder().decode(markdown), { wiki, path });
  const version = change.oid;
  return [
    { ...html, body: pageHtml({ wiki, path, rendered, lastChange }), version },
    { ...source, body: markdown, version },
  ];
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

/** The recent changes for people, then for programs; the latter marks everything up to HEAD as published. */
async function publishRecent(
  context: WikiContext,
  head: Ref,
  commits: readonly PublishedCommit[],
  marker: (RecentChanges & { etag: string }) | undefined,
  whole: boolean,
): Promise<void> {
  const { wiki, store } = context;
  const fresh = commits.slice(-REMEMBERED_COMMITS).reverse().map(recentCommit);
  const recent: RecentChanges = {
    wiki: wiki.id,
    revision: head.oid,
    generation: head.generation,
    shell: whole ? SHELL_VERSION : (marker?.shell ?? SHELL_VERSION),
    commits: [...fresh, ...(whole ? [] : (marker?.commits ?? []))].slice(0, REMEMBERED_COMMITS),
  };
  await putArtifact(store, {
    key: dashKey(wiki.owner, wiki.name, 'changes'),
    body: changesHtml({ wiki, changes: recent.commits }),
    contentType: HTML,
    cacheControl: PAGE_CACHE_CONTROL,
    generation: head.generation,
    shell: SHELL_VERSION,
  });
  await putArtifact(store, {
    key: dashKey(wiki.owner, wiki.name, 'changes.json'),
    body: encodeRecentChanges(recent),
    contentType: JSON_TYPE,
    cacheControl: PAGE_CACHE_CONTROL,
    generation: head.generation,
    shell: recent.shell,
  });
}

function recentCommit(published: PublishedCommit): RecentCommit {
  const { commit } = published;
  const trailers = readKeyTrailers(commit.message);
  return {
    ...published.summary,
    ...(trailers === undefined ? {} : { key: hashKey(trailers.key, commit.author.email) }),
  };
}
