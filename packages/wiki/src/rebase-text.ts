import { mergeTexts, type Oid } from '@holt/git';
import { WikiError } from './errors.ts';

export interface StaleText {
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
}

/**
 * Brings a text that was written on an older version onto the current one, by git's three-way merge.
 * @throws WikiError `conflict` when both changed the same lines, the page is gone, the base is unknown or no merge is wanted; `data` has `base`, `mine`,
 * `theirs` and, where there is one, the `merged` text with its marks
 */
export async function rebaseText(stale: StaleText): Promise<Uint8Array> {
  const { path, baseVersion, base, mine, currentVersion, theirs, isExact = false } = stale;
  const data = {
    path,
    baseVersion,
    currentVersion,
    base: decode(base),
    mine: decode(mine),
    theirs: decode(theirs),
  };
  if (theirs === undefined) {
    throw new WikiError(
      'conflict',
      `The page "${path}" was deleted or renamed since version ${baseVersion} was read. Nothing was changed. Read the wiki again; to bring the page back, write it without a base version.`,
      data,
    );
  }
  const isMergeable = !isExact && base !== undefined && mine !== undefined;
  const result = isMergeable ? await mergeTexts({ path: `${path}.md`, base, ours: mine, theirs }) : undefined;
  if (result?.clean) return result.merged;
  throw new WikiError(
    'conflict',
    `The page "${path}" has moved on: it is at version ${currentVersion}, not ${baseVersion}, and ${
      base === undefined
        ? 'this wiki never had that version'
        : isExact
          ? 'the write was to be on that version only'
          : 'the same lines were changed'
    }. Nothing was changed. Put your change into the current text and write it with base version ${currentVersion}.`,
    { ...data, merged: decode(result?.merged) },
  );
}

function decode(text: Uint8Array | undefined): string | undefined {
  return text && new TextDecoder('utf-8', { ignoreBOM: true }).decode(text);
}
