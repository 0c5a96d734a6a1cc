import type { ObjectStore } from '@holt/storage';
import type { WikiId } from './wiki-id.ts';

/** What may be wikis, ordered by id: not each has settings. */
export async function listWikiIds(store: ObjectStore): Promise<WikiId[]> {
  const prefixes: string[] = [];
  for (const owner of await listPrefixes(store, 'control/')) {
    // What lies under `-` belongs to the site: it is no owner.
    if (owner !== 'control/-/') prefixes.push(...(await listPrefixes(store, owner)));
  }
  return prefixes.map((prefix) => {
    const [, owner = '', name = ''] = prefix.split('/');
    return { id: `${owner}/${name}`, owner, name };
  });
}

async function listPrefixes(store: ObjectStore, prefix: string): Promise<string[]> {
  const prefixes: string[] = [];
  let startAfter: string | undefined;
  do {
    const page = await store.list({ prefix, delimiter: '/', ...(startAfter === undefined ? {} : { startAfter }) });
    prefixes.push(...page.prefixes);
    startAfter = page.next;
  } while (startAfter !== undefined);
  return prefixes;
}
