import type { FoldedMain, Wiki } from '@holt/wiki';
import { counted } from '../counted.ts';
import { warn } from '../warn.ts';

/**
 * Makes the search index of what was imported, where that is too much to be searched without. A failure is told, and is none of the import.
 *
 * @returns undefined when it was not due
 */
export async function foldImported(wiki: Wiki): Promise<FoldedMain | undefined> {
  try {
    return (await wiki.fold({ ifDue: true, only: 'index' }))?.index?.main;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warn(
      `What was imported is in, but not all of it in the search index yet: ${reason} Run holt fold --wiki ${wiki.id}.`,
    );
    return undefined;
  }
}

/** A line of an import's report; empty when no index was made. */
export function describeIndex(main: FoldedMain | undefined): string {
  return main === undefined
    ? ''
    : `${'Search index'.padEnd(12)} ${counted(main.pages, 'page')}, ${counted(main.terms, 'word')}\n`;
}
