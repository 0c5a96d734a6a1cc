import { accessKey, fragmentsPrefix } from '@holt/edge';
import {
  type Clock,
  MemoryObjectStore,
  type ObjectStore,
  openKeyValueStore,
  StorageError,
  seededRandom,
} from '@holt/storage';
import { type AccessSettings, openAccessSettings } from '../open-access-settings.ts';
import { openWikis, type Wikis } from '../wikis.ts';

export const AUTHOR = { name: 'Ada', email: 'ada@example.org' };
const START_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A clock on which a sleep takes no time but moves it. */
function skippingClock(startMs = START_MS): Clock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    async sleep(ms) {
      nowMs += ms;
    },
  };
}

export function openTestWikis(store: ObjectStore = new MemoryObjectStore(), seed = 1): Wikis {
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  return openWikis({ store, keyValues, clock: skippingClock(), random: seededRandom(seed) });
}

/** Who changes settings in tests. */
export const BY = { subject: 'ada', name: 'Ada' };

export function openTestAccess(store: ObjectStore, clock: Clock = skippingClock()): AccessSettings {
  return openAccessSettings({ store, keyValues: openKeyValueStore({ store, key: 'control/key-values.json' }), clock });
}

/** The edge's entry of the wiki `me/notes`. */
export function readEdgeEntry(store: ObjectStore): Promise<string | undefined> {
  return openKeyValueStore({ store, key: 'control/key-values.json' }).get(accessKey('me', 'notes'));
}

/** What is served of a wiki: every artifact that is no tombstone, by key. */
export async function readArtifacts(store: ObjectStore, owner: string, name: string): Promise<Map<string, string>> {
  const artifacts = new Map<string, string>();
  let startAfter: string | undefined;
  do {
    const page = await store.list({ prefix: fragmentsPrefix(owner, name), ...(startAfter ? { startAfter } : {}) });
    for (const { key } of page.objects) {
      const object = await store.get(key);
      if (object && object.metadata.state !== 'deleted') artifacts.set(key, new TextDecoder().decode(object.body));
    }
    startAfter = page.next;
  } while (startAfter !== undefined);
  return artifacts;
}

/** The artifacts of the same history, published from nothing. */
export async function renderAnew(store: ObjectStore): Promise<Map<string, string>> {
  const copy = new MemoryObjectStore();
  let startAfter: string | undefined;
  do {
    const listed = await store.list({ prefix: '', ...(startAfter ? { startAfter } : {}) });
    for (const { key } of listed.objects.filter((object) => !object.key.startsWith('fragments/'))) {
      const object = await store.get(key);
      if (object) await copy.put(key, object.body, object);
    }
    startAfter = listed.next;
  } while (startAfter !== undefined);
  await (await openTestWikis(copy).open('me/notes')).publish();
  return readArtifacts(copy, 'me', 'notes');
}

/** The keys under which two sets of artifacts differ: short to read where the artifacts themselves are long. */
export function differingKeys(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
}

type Method = 'get' | 'head' | 'put' | 'delete' | 'list';
/** What becomes of one request: it goes through, it is lost on the way there, or its answer is lost on the way back. */
export type Fate = 'through' | 'lost' | 'answer lost';

/** Wraps a store so that a test decides the fate of each request. A lost request or answer is `unavailable`. */
export function faultyStore(
  store: ObjectStore,
  decide: (method: Method, key: string) => Fate | Promise<Fate>,
): ObjectStore {
  async function run<T>(method: Method, key: string, request: () => Promise<T>): Promise<T> {
    const fate = await decide(method, key);
    if (fate === 'lost') throw new StorageError('unavailable', key, `${method} ${key} was lost`);
    const result = await request();
    if (fate === 'answer lost') throw new StorageError('unavailable', key, `The answer to ${method} ${key} was lost`);
    return result;
  }
  return {
    get: (key) => run('get', key, () => store.get(key)),
    head: (key) => run('head', key, () => store.head(key)),
    put: (key, body, options) => run('put', key, () => store.put(key, body, options)),
    delete: (key, options) => run('delete', key, () => store.delete(key, options)),
    list: (options) => run('list', options.prefix, () => store.list(options)),
  };
}
