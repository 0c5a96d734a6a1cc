import { type ObjectStore, openKeyValueStore, seededRandom } from '@holt/storage';
import { openWikis, type Wiki, type Wikis } from '@holt/wiki';
import type { Bucket } from './bucket.ts';
import { WIKI } from './machine.ts';
import { firstPages } from './plan-write.ts';

/** A process to which nothing happens: it works on a store without a network before it, in no time. */
export function openWikisSafely(store: ObjectStore, nowMs: number): Wikis {
  let at = nowMs;
  const clock = {
    now: () => at,
    async sleep(ms: number) {
      at += Math.ceil(ms);
    },
  };
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  return openWikis({ store, keyValues, clock, random: seededRandom('safe') });
}

/** Makes the wiki, with some pages or without. */
export async function beginWiki(bucket: Bucket, nowMs: number, hasPages: boolean): Promise<Wiki> {
  const wiki = await openWikisSafely(bucket.directly(), nowMs).create(WIKI);
  if (hasPages) {
    const author = { name: 'begin', email: 'begin@example.org' };
    await wiki.write({ changes: firstPages(), author, message: 'Write begin' });
  }
  return wiki;
}
