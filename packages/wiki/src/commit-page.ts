import { createPatch } from '@holt/git';
import { commitHtml } from '@holt/site';
import { readText } from './commit-message.ts';
import { type PublishedCommit, summariseCommit } from './commit-summary.ts';
import { mapLimit } from './map-limit.ts';
import type { WikiContext } from './wiki-context.ts';

const MAX_LISTED = 1000;
const MAX_PATCHED_FILES = 50;
const MAX_PATCH_INPUT_BYTES = 256 * 1024;

/** The page of one commit, with its diff by libgit2; of a big commit, the diff of the first files that fit. */
export async function renderCommit(context: WikiContext, published: PublishedCommit): Promise<string> {
  const { commit } = published;
  const read = (oid: string | undefined) => (oid === undefined ? undefined : context.repository.readBlob(oid));
  const shown = await mapLimit(published.changes.slice(0, MAX_PATCHED_FILES), 16, async (change) => {
    const [old, now] = await Promise.all([read(change.old?.oid), read(change.new?.oid)]);
    return { path: change.path, ...(old && { old }), ...(now && { new: now }) };
  });

  const files: typeof shown = [];
  let bytes = 0;
  for (const file of shown) {
    bytes += (file.old?.byteLength ?? 0) + (file.new?.byteLength ?? 0);
    if (bytes > MAX_PATCH_INPUT_BYTES) break;
    files.push(file);
  }
  const { changes, omitted, date, agent } = summariseCommit(published, MAX_LISTED);
  return commitHtml({
    wiki: context.wiki,
    commit: {
      oid: commit.oid,
      parents: commit.parents,
      generation: published.generation,
      authorName: commit.author.name,
      authorEmail: commit.author.email,
      date,
      message: readText(commit.message),
      ...(agent === undefined ? {} : { agent }),
    },
    changes,
    omitted,
    patch: files.length === 0 ? '' : await createPatch(files),
    patchOmitted: published.changes.length - files.length,
  });
}
