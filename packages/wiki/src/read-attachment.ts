import { checkFilePath, fileUrl } from '@holt/edge';
import { attachmentOfFile, attachmentType } from './attachment-of-file.ts';
import { refuse } from './check-changes.ts';
import { WikiError } from './errors.ts';
import { type MayRead, mayReadAll } from './may-read.ts';
import { resolveRevision } from './resolve-revision.ts';
import { TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';
import type { WikiId } from './wiki-id.ts';

export interface ReadAttachmentOptions {
  /** Default: HEAD. */
  revision?: string;
  /** A file that it refuses is answered as one that is not there, after the same requests. Default: all. */
  mayRead?: MayRead;
}

export interface Attachment {
  /** As in its URL, with `_` for spaces. */
  path: string;
  /** The blob oid. */
  version: string;
  /** The commit that it was read from. */
  revision: string;
  /** Treat it as frozen. */
  content: Uint8Array;
  contentType: string;
  /** Site-relative, percent-encoded. */
  url: string;
}

/**
 * An attachment, read from git: at HEAD, or at a revision. Reads the ref or a commit, the folders on its path, and the file.
 *
 * @param path as in its URL; spaces count as `_`
 * @throws WikiError `invalid-path`, `revision-not-found`, `file-not-found`
 */
export async function readAttachment(
  context: WikiContext,
  path: string,
  { revision, mayRead = mayReadAll }: ReadAttachmentOptions = {},
): Promise<Attachment> {
  refuse(path, checkFilePath(path));
  const { wiki, repository } = context;
  const at = revision === undefined ? await repository.readRef() : await resolveRevision(context, revision);
  const file = at && (await new TreeEditor(repository, at.tree).find(path));
  const served = file && attachmentOfFile(file.filePath);
  if (at === undefined || file === undefined || served === undefined) throw fileNotFound(wiki, path, revision);
  const content = await repository.readBlob(file.oid);
  if (!mayRead(served)) throw fileNotFound(wiki, path, revision);
  return {
    path: served,
    version: file.oid,
    revision: at.oid,
    content,
    contentType: attachmentType(served),
    url: fileUrl(wiki.owner, wiki.name, served),
  };
}

/** The one answer for an attachment that is not there, which callers also give for one that somebody may not know of. */
export function fileNotFound({ id }: WikiId, path: string, revision?: string): WikiError {
  const when = revision === undefined ? '' : ` at revision ${revision}`;
  return new WikiError(
    'file-not-found',
    `There is no attachment "${path}" in ${id}${when}. List the attachments to find its path.`,
    { path },
  );
}
