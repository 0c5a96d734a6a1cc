import { checkFilePath, fileKey, markdownKey, pageKey, toPagePath } from '@holt/edge';
import type { Oid, TreeChange } from '@holt/git';
import { contentTypeOf, renderPage } from '@holt/markdown';
import { pageHtml, SHELL_VERSION, tombstoneHtml } from '@holt/site';
import { type Artifact, HTML, MARKDOWN, PAGE_CACHE_CONTROL } from './artifact.ts';
import type { PublishedCommit } from './commit-summary.ts';
import { pageOfFile } from './page-of-file.ts';
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

/** The artifacts of one file or page; nothing is read or rendered before one of them is needed. */
export function fileArtifacts(context: WikiContext, change: LatestChange): Artifact[] {
  const page = pageOfFile(change.filePath);
  return page === undefined
    ? attachmentArtifacts(context, change)
    : [...pageArtifacts(context, page, change), sourceArtifact(context, page, change)];
}

/** Those of {@link fileArtifacts} whose bytes don't name the commit that made them. */
export function namelessArtifacts(context: WikiContext, change: LatestChange): Artifact[] {
  const page = pageOfFile(change.filePath);
  return page === undefined ? attachmentArtifacts(context, change) : [sourceArtifact(context, page, change)];
}

function attachmentArtifacts(context: WikiContext, { by, filePath, oid }: LatestChange): Artifact[] {
  const { wiki, repository } = context;
  // A Markdown file under a name that no page may have is kept in git and not served.
  const path = toPagePath(filePath);
  if (checkFilePath(path) !== '') return [];
  const common = {
    key: fileKey(wiki.owner, wiki.name, path),
    cacheControl: PAGE_CACHE_CONTROL,
    contentType: contentTypeOf(filePath) ?? 'application/octet-stream',
    generation: by.generation,
  };
  if (oid === undefined) return [{ ...common, body: '', deleted: true }];
  return [{ ...common, body: () => repository.readBlob(oid), version: oid }];
}

function pageArtifacts(context: WikiContext, path: string, { by, oid }: LatestChange): Artifact[] {
  const { wiki, repository } = context;
  const html = {
    key: pageKey(wiki.owner, wiki.name, path),
    cacheControl: PAGE_CACHE_CONTROL,
    contentType: HTML,
    generation: by.generation,
    shell: SHELL_VERSION,
  };
  const lastChange = by.summary;
  if (oid !== undefined) {
    const body = async () => {
      const rendered = renderPage(new TextDecoder().decode(await repository.readBlob(oid)), { wiki, path });
      return pageHtml({ wiki, path, rendered, lastChange });
    };
    return [{ ...html, body, version: oid }];
  }
  // At the root, something may stand in for the page that is gone: that is publishStructure's to say.
  return path.includes('/') ? [{ ...html, body: () => tombstoneHtml({ wiki, path, lastChange }), deleted: true }] : [];
}

function sourceArtifact({ wiki, repository }: WikiContext, path: string, { by, oid }: LatestChange): Artifact {
  const source = {
    key: markdownKey(wiki.owner, wiki.name, path),
    cacheControl: PAGE_CACHE_CONTROL,
    contentType: MARKDOWN,
    generation: by.generation,
  };
  if (oid === undefined) return { ...source, body: '', deleted: true };
  return { ...source, body: () => repository.readBlob(oid), version: oid };
}
