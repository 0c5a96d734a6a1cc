import { blame } from '@holt/git';
import { findPage } from './find-page.ts';
import { type Change, describeCommit } from './history.ts';
import type { WikiContext } from './wiki-context.ts';

/** Older lines are put down to the oldest of so many changes of the page. */
const MAX_CHANGES = 1000;

/** A line of a page, and the commit that made it so. */
export interface BlamedLine extends Pick<Change, 'revision' | 'author' | 'date' | 'message'> {
  /** With its line end; of the last line it may be missing. */
  text: string;
}

/**
 * Which commit each line of a page comes from, also from before a rename: at HEAD, or at a revision.
 * @throws WikiError `invalid-path`, `page-not-found`, `revision-not-found`
 */
export async function blamePage(
  context: WikiContext,
  path: string,
  options: { revision?: string } = {},
): Promise<BlamedLine[]> {
  const { file, revision } = await findPage(context, path, options.revision);
  const lines = await blame(context.repository, revision, file.filePath, { limit: MAX_CHANGES });
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return lines.map(({ text, change }) => ({ text: decoder.decode(text), ...describeCommit(change.commit) }));
}
