import { mergeTexts, type Oid } from '@holt/git';
import { WikiError } from './errors.ts';

export interface StaleText {
  /** What the step does, where that is no text to be merged. */
  op?: 'delete' | 'move';
  path: string;
  /** The version that the writer read, and its text if this wiki ever had it. */
  baseVersion: Oid;
  base: Uint8Array | undefined;
  /** What the writer wants the page to be; undefined when that can't be told without the base. */
  mine: Uint8Array | undefined;
  /** The page as it is; undefined: it is gone. */
  currentVersion: Oid | undefined;
  theirs: Uint8Array | undefined;
  /** The writer wants no merge. */
  isExact?: boolean | undefined;
  /** Where the page is now, if it is gone from its path and that is known. */
  newPath?: string | undefined;
}

/**
 * Brings a text that was written on an older version onto the current one, by git's three-way merge.
 * @throws WikiError `conflict` when both changed the same lines, the page is gone, the base is unknown or no merge is wanted; `data` has `base`, `mine`,
 * `theirs` and, where there is one, the `merged` text with its marks; of a page that was renamed its `newPath`
 */
export async function rebaseText(stale: StaleText): Promise<Uint8Array> {
  const { path, base, mine, theirs, isExact = false } = stale;
  if (theirs === undefined) throw gone(stale);
  const isMergeable = !isExact && base !== undefined && mine !== undefined;
  const result = isMergeable ? await mergeTexts({ path: `${path}.md`, base, ours: mine, theirs }) : undefined;
  if (result?.clean) return result.merged;
  throw movedOn(stale, result?.merged);
}

/** The `conflict` of a step on a version that is current no more. @param merged the text with its marks, where there is one */
export function movedOn(stale: StaleText, merged?: Uint8Array): WikiError {
  const { op, path, baseVersion, base, currentVersion, isExact = false } = stale;
  const why =
    base === undefined
      ? ', which is not known as a version of this page'
      : op !== undefined
        ? ''
        : isExact
          ? ', and the write was to be on that version only'
          : ', and the same lines were changed';
  const again = isExact ? `on version ${currentVersion}` : `with base_version ${currentVersion}`;
  const advice =
    op === undefined
      ? `Put your change into the current text and write it ${again}.`
      : `Look at the current text. If the page should still be ${op === 'delete' ? 'deleted' : 'renamed'}, send this again ${again}.`;
  return new WikiError(
    'conflict',
    `The page "${path}" has moved on: it is at version ${currentVersion}, not ${baseVersion}${why}. Nothing was changed. ${advice}`,
    { ...describe(stale), merged: decode(merged) },
  );
}

function gone(stale: StaleText): WikiError {
  const { path, baseVersion, base, newPath } = stale;
  const what =
    newPath !== undefined
      ? `The page "${path}" is not there any more: it was renamed to "${newPath}". Nothing was changed. Read that page, and write it on the version that you read.`
      : base === undefined
        ? `There is no page "${path}", and ${baseVersion} is not known as a version of it. Nothing was changed. List the pages to find the path that you mean; to make this page, write it without base_version.`
        : `The page "${path}" was deleted or renamed since version ${baseVersion} was read. Nothing was changed. Read the wiki again; to bring the page back, write it without base_version.`;
  return new WikiError('conflict', what, { ...describe(stale), ...(newPath === undefined ? {} : { newPath }) });
}

function describe({ path, baseVersion, base, mine, currentVersion, theirs }: StaleText) {
  return { path, baseVersion, currentVersion, base: decode(base), mine: decode(mine), theirs: decode(theirs) };
}

function decode(text: Uint8Array | undefined): string | undefined {
  return text && new TextDecoder('utf-8', { ignoreBOM: true }).decode(text);
}
