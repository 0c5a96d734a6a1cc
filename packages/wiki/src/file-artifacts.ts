import { fileKey, markdownKey } from '@holt/edge';
import type { Oid, TreeChange } from '@holt/git';
import { type Artifact, MARKDOWN, PAGE_CACHE_CONTROL } from './artifact.ts';
import { attachmentOfFile, attachmentType } from './attachment-of-file.ts';
import type { PublishedCommit } from './commit-summary.ts';
import { pageOfFile } from './page-of-file.ts';
import { pageStateAnew } from './page-state-anew.ts';
import { readPageState } from './page-state-store.ts';
import { blameArtifact } from './page-view-artifacts.ts';
import type { WikiContext } from './wiki-context.ts';

/** What a file or page is at HEAD, and the commit that made it so. */
export interface LatestChange {
  by: PublishedCommit;
  filePath: string;
  /** The file's blob at HEAD; undefined: it is gone. */
  oid: Oid | undefined;
}

/** What each file or page that these commits changed is after the last of them. */
export function latestChanges(commits: readonly PublishedCommit[]): LatestChange[] {
  const latest = new Map<string, LatestChange>();
  for (const by of commits) {
    for (const change of leaversFirst(by.changes)) {
      latest.set(pageOfFile(change.path) ?? change.path, { by, filePath: change.path, oid: change.new?.oid });
    }
  }
  return [...latest.values()];
}

/** A page may leave one spelling of its file name for another in one commit: what comes has the last word. */
function leaversFirst(changes: readonly TreeChange[]): TreeChange[] {
  return [
    ...changes.filter((change) => change.new === undefined),
    ...changes.filter((change) => change.new !== undefined),
  ];
}

/** Those of a file's artifacts whose bytes don't name the commit that made them; nothing is read before one of them is needed. */
export function namelessArtifacts(context: WikiContext, change: LatestChange): Artifact[] {
  const { by, filePath, oid } = change;
  const page = pageOfFile(filePath);
  if (page === undefined) return attachmentArtifacts(context, change);
  const readState = async () => {
    const { state } = await readPageState(context, page);
    return state?.generation === by.generation
      ? state
      : pageStateAnew(context, page, { oid: by.commit.oid, generation: by.generation });
  };
  return [sourceArtifact(context, page, oid, by.generation), blameArtifact(context, page, by.generation, readState)];
}

/** None for a file that is not served. */
export function attachmentArtifacts(context: WikiContext, { by, filePath, oid }: LatestChange): Artifact[] {
  const { wiki, repository } = context;
  const path = attachmentOfFile(filePath);
  if (path === undefined) return [];
  const common = {
    key: fileKey(wiki.owner, wiki.name, path),
    cacheControl: PAGE_CACHE_CONTROL,
    contentType: attachmentType(filePath),
    generation: by.generation,
  };
  if (oid === undefined) return [{ ...common, body: '', deleted: true }];
  return [{ ...common, body: () => repository.readBlob(oid), version: oid }];
}

/** A page's Markdown. */
export function sourceArtifact(
  { wiki, repository }: WikiContext,
  path: string,
  oid: Oid | undefined,
  generation: number,
): Artifact {
  const source = {
    key: markdownKey(wiki.owner, wiki.name, path),
    cacheControl: PAGE_CACHE_CONTROL,
    contentType: MARKDOWN,
    generation,
  };
  if (oid === undefined) return { ...source, body: '', deleted: true };
  return { ...source, body: () => repository.readBlob(oid), version: oid };
}
