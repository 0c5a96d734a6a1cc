import { checkFilePath } from '@holt/edge';
import { createPatch, diffTrees, type PatchFile } from '@holt/git';
import { pathOfFile } from './attachment-of-file.ts';
import { refuse } from './check-changes.ts';
import { WikiError } from './errors.ts';
import { mapLimit } from './map-limit.ts';
import type { MayRead } from './may-read.ts';
import { resolveRevision } from './resolve-revision.ts';
import { toldChanges } from './told-changes.ts';
import type { WikiContext } from './wiki-context.ts';

const MAX_FILES = 2000;
const MAX_BYTES = 16 * 1024 * 1024;
const PARALLEL = 16;

export interface DiffOptions {
  /** The revision to compare with; default the one's first parent: what it changed. */
  against?: string;
  /** Only this page, by its path, or this attachment, by its file path. */
  path?: string;
  /** Files that it refuses are left out. Default: all. */
  mayRead?: MayRead;
  /** How many bytes of texts, before and after, may be compared; default and maximum 16 MiB. */
  maxBytes?: number;
}

/**
 * What a revision changed, or how it differs from another, as a patch in git's format. Empty when nothing differs; files that `mayRead`
 * refuses are in no way in it, and a `path` that it refuses is one where nothing differs.
 *
 * Reads two commits, the folders that differ, and both sides of each file that is compared, 16 at once.
 *
 * @throws WikiError `revision-not-found`, `invalid-path`; `too-large` for over 2,000 files or `maxBytes` of text
 */
export async function diff(
  context: WikiContext,
  revision: string,
  { against, path, mayRead, maxBytes = MAX_BYTES }: DiffOptions = {},
): Promise<string> {
  const { repository, wiki } = context;
  if (path !== undefined) refuse(path, checkFilePath(path));
  const { oid, tree } = await resolveRevision(context, revision);
  const base = against ?? (await repository.readCommit(oid)).parents[0];
  const before = base === undefined ? undefined : (await resolveRevision(context, base)).tree;
  const told = await toldChanges(context, await diffTrees(repository, before, tree), mayRead);
  // With the path that a page had before, so that a rename shows as one.
  const wanted = path === undefined ? undefined : new Set([path, told.moves.get(path)]);
  const changes = told.changes.filter((change) => wanted?.has(pathOfFile(change.path)) ?? true);
  const limit = Math.min(maxBytes, MAX_BYTES);
  const tooLarge = (most: string) =>
    new WikiError(
      'too-large',
      `The difference has ${changes.length} files, which is over the limit of ${most}. Clone ${wiki.id} with git and compare there${changes.length > 1 ? ', or ask for one path' : ''}.`,
      { revision, files: changes.length },
    );
  if (changes.length > MAX_FILES) throw tooLarge(`${MAX_FILES} files`);

  let bytes = 0;
  const read = async (file: { oid: string } | undefined) => {
    const content = file && (await repository.readBlob(file.oid));
    bytes += content?.byteLength ?? 0;
    if (bytes > limit) throw tooLarge(`${limit} bytes`);
    return content;
  };
  const files = await mapLimit(changes, PARALLEL, async (change): Promise<PatchFile> => {
    const [old, now] = await Promise.all([read(change.old), read(change.new)]);
    return { path: change.path, ...(old && { old }), ...(now && { new: now }) };
  });
  return createPatch(files);
}
