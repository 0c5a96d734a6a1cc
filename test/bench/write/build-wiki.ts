import { type ObjectStore, openKeyValueStore, systemClock, systemRandom } from '@holt/storage';
import { openWikis, type Wikis, type WriteRequest } from '@holt/wiki';
import { AUTHOR, edit, firstPages, type WikiShape } from './wiki-shape.ts';

/** So many that the object with the recent changes is as long as it gets. */
export const SETTLING_EDITS = 100;

export function openBenchWikis(store: ObjectStore): Wikis {
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  return openWikis({ store, keyValues, clock: systemClock, random: systemRandom });
}

/** Makes a wiki with all its pages in one commit, and edits one of them {@link SETTLING_EDITS} times. */
export async function buildWiki(store: ObjectStore, shape: WikiShape): Promise<void> {
  const wiki = await openBenchWikis(store).create(shape.id);
  const requests: WriteRequest[] = [{ changes: firstPages(shape), author: AUTHOR, message: 'Begin' }];
  for (let number = 0; number < SETTLING_EDITS; number++) requests.push(edit(shape, number));
  for (const request of requests) {
    const { published, publishError } = await wiki.write(request);
    if (!published) throw new Error(`A page of ${shape.id} was not published: ${publishError}`);
  }
}
