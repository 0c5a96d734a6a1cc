import type { FoldedIndex } from '@holt/wiki';
import { counted } from '../counted.ts';
import { eachWiki } from '../each-wiki.ts';
import { print } from '../print.ts';

/**
 * `holt fold`: packs what git holds, so that a clone takes few requests, makes a new search index of all pages, and removes what earlier
 * folds made superfluous.
 */
export async function fold(args: string[]): Promise<void> {
  await eachWiki(args, 'write', async (wiki, json) => {
    const { packedObjects = 0, removedObjects = 0, pack, index } = (await wiki.fold()) ?? {};
    print(
      json,
      { wiki: wiki.id, packedObjects, removedObjects, ...(pack && { pack }), ...(index && { index }) },
      `${wiki.id}: ${counted(packedObjects, 'object')} packed, ${counted(removedObjects, 'superfluous one')} removed; ${describe(index)}\n`,
    );
  });
}

function describe(index: FoldedIndex | undefined): string {
  const { main, removedObjects = 0 } = index ?? {};
  const removed = removedObjects === 0 ? '' : `, ${counted(removedObjects, 'superfluous object')} of it removed`;
  if (main === undefined) return `the search index is up to date${removed}`;
  const { changed, pages, terms, bytes } = main;
  const size = `${counted(terms, 'word')}, ${Math.ceil(bytes / 1024)} KiB`;
  return `${counted(changed, 'changed page')} taken into the search index of ${counted(pages, 'page')} (${size})${removed}`;
}
