import { createPatch, diffTrees, type PatchFile } from '@holt/git';
import { WikiError } from './errors.ts';
import { mapLimit } from './map-limit.ts';
import { resolveRevision } from './resolve-revision.ts';
import type { WikiContext } from './wiki-context.ts';

const MAX_FILES = 2000;
const MAX_BYTES = 16 * 1024 * 1024;
const PARALLEL = 16;

export interface DiffOptions {
  /** The revision to compare with; default the one's first parent: what it changed. */
  against?: string;
}

/**
 * What a revision changed, or how it differs from another, as a patch in git's format. Empty when nothing differs.
 * @throws WikiError `revision-not-found`; `too-large` for over 2,000 files or 16 MiB of text
 */
export async function diff(context: WikiContext, revision: string, { against }: DiffOptions = {}): Promise<string> {
  const { repository, wiki } = context;
  const { oid, tree } = await resolveRevision(context, revision);
  const base = against ?? (await repository.readCommit(oid)).parents[0];
  const before = base === undefined ? undefined : (await resolveRevision(context, base)).tree;
  const changes = await diffTrees(repository, before, tree);
  const tooLarge = (limit: string) =>
    new WikiError(
      'too-large',
      `The difference has ${changes.length} files, which is over the limit of ${limit}. Clone ${wiki.id} with git and compare there.`,
      { revision, files: changes.length },
    );
  if (changes.length > MAX_FILES) throw tooLarge(`${MAX_FILES} files`);

  let bytes = 0;
  const read = async (file: { oid: string } | undefined) => {
    const content = file && (await repository.readBlob(file.oid));
    bytes += content?.byteLength ?? 0;
    if (bytes > MAX_BYTES) throw tooLarge(`${MAX_BYTES} bytes`);
    return content;
  };
  const files = await mapLimit(changes, PARALLEL, async (change): Promise<PatchFile> => {
    const [old, now] = await Promise.all([read(change.old), read(change.new)]);
    return { path: change.path, ...(old && { old }), ...(now && { new: now }) };
  });
  return createPatch(files);
}
