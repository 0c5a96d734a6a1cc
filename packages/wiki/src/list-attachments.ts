import { fileKey } from '@holt/edge';
import { listTree } from '@holt/git';
import { attachmentOfFile, attachmentType } from './attachment-of-file.ts';
import { mapLimit } from './map-limit.ts';
import { type MayRead, mayReadAll } from './may-read.ts';
import type { WikiContext } from './wiki-context.ts';

export interface ListAttachmentsOptions {
  /** Only paths that begin with this. */
  prefix?: string;
  /** Only paths after this one, in code unit order. */
  startAfter?: string;
  /** At most this many; default 100, maximum 200. */
  limit?: number;
  /** Default: all. */
  mayRead?: MayRead;
}

export interface ListedAttachment {
  /** As in its URL, with `_` for spaces. */
  path: string;
  /** The blob oid. */
  version: string;
  contentType: string;
  /** Bytes; absent where this version is not published yet. */
  size?: number;
}

export interface AttachmentList {
  /** The commit that the list was read from; undefined in a wiki without commits. */
  revision?: string;
  files: ListedAttachment[];
  /** How many attachments match the prefix and may be read. */
  total: number;
  /** Pass as `startAfter` to go on; absent at the end. */
  next?: string;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 200;
const PARALLEL = 64;

/**
 * The attachments at HEAD, those that are served. Reads the ref, every folder of the wiki, and for its size the head of each published
 * file that it lists.
 */
export async function listAttachments(
  context: WikiContext,
  options: ListAttachmentsOptions = {},
): Promise<AttachmentList> {
  const { prefix = '', startAfter = '', mayRead = mayReadAll } = options;
  const limit = Math.max(1, Math.min(options.limit ?? DEFAULT_LIMIT, MAX_LIMIT));
  const head = await context.repository.readRef();
  if (head === undefined) return { files: [], total: 0 };
  const found = new Map<string, ListedAttachment>();
  for (const file of await listTree(context.repository, head.tree)) {
    const path = attachmentOfFile(file.path);
    if (path?.startsWith(prefix) && mayRead(path)) {
      found.set(path, { path, version: file.oid, contentType: attachmentType(path) });
    }
  }
  const all = [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const rest = all.filter(({ path }) => path > startAfter);
  const files = await mapLimit(rest.slice(0, limit), PARALLEL, async (file) => ({
    ...file,
    ...(await sizeOf(context, file)),
  }));
  const last = files.at(-1);
  return {
    revision: head.oid,
    files,
    total: all.length,
    ...(last !== undefined && rest.length > files.length ? { next: last.path } : {}),
  };
}

async function sizeOf({ wiki, store }: WikiContext, { path, version }: ListedAttachment): Promise<{ size?: number }> {
  const info = await store.head(fileKey(wiki.owner, wiki.name, path));
  return info?.metadata.version === version ? { size: info.sizeBytes } : {};
}
