import { dashKey, fragmentsPrefix } from '@holt/edge';
import { decodeRoot, type Load, type MainName, mainPrefix, openMain, ROOT_NAME, type SearchRoot } from '@holt/search';
import {
  type ManualClock,
  type MemoryObjectStore,
  manualClock,
  type ObjectStore,
  openKeyValueStore,
  seededRandom,
} from '@holt/storage';
import { bodyEtagStore } from '@holt/storage/testing';
import type { Wiki } from '../wiki.ts';
import { openWikis } from '../wikis.ts';

const START_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
export const HOUR_MS = 60 * 60 * 1000;
const [OWNER, NAME] = ['me', 'notes'] as const;
const WIKI = `${OWNER}/${NAME}`;

/** Where the root of the index lies. */
export const ROOT_KEY = dashKey(OWNER, NAME, ROOT_NAME);
/** Where all main parts lie. */
export const MAINS = `${fragmentsPrefix(OWNER, NAME)}-/search/main/`;

export interface IndexWorld {
  /** As Amazon S3: an ETag says no more than what the body is. */
  store: MemoryObjectStore;
  clock: ManualClock;
  wiki: Wiki;
  /** The wiki as a process of its own has it. */
  open(store?: ObjectStore): Promise<Wiki>;
}

let processes = 0;

/** The wiki `me/notes`, without pages. */
export async function createIndexWorld(store: MemoryObjectStore = bodyEtagStore()): Promise<IndexWorld> {
  const clock = manualClock(START_MS);
  const open = async (seen: ObjectStore = store) => await openIndexWikis(seen, clock).open(WIKI);
  const wiki = await openIndexWikis(store, clock).create(WIKI, { public: true });
  return { store, clock, wiki, open };
}

function openIndexWikis(store: ObjectStore, clock: ManualClock) {
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  // Nobody is there to move the clock while a process waits.
  const skipping = { now: () => clock.now(), sleep: async () => undefined };
  return openWikis({ store, keyValues, clock: skipping, random: seededRandom(++processes) });
}

export async function readStoredRoot(store: ObjectStore): Promise<SearchRoot> {
  return decodeRoot((await store.get(ROOT_KEY))?.body ?? new Uint8Array());
}

/** The objects of a main part by their names within it. */
export async function readMain(store: ObjectStore, main: Pick<MainName, 'name'>): Promise<Map<string, string>> {
  const prefix = dashKey(OWNER, NAME, `${mainPrefix(main.name)}.json`).slice(0, -'.json'.length);
  const objects = new Map<string, string>();
  for (const key of await keysBelow(store, prefix)) {
    const { body = new Uint8Array() } = (await store.get(key)) ?? {};
    objects.set(key.slice(prefix.length), Buffer.from(body).toString('base64'));
  }
  return objects;
}

/**
 * Loads all that a reader can come to who has read this root.
 * @throws SearchError for what is missing or garbled
 */
export async function readWhole(store: ObjectStore, root: SearchRoot): Promise<void> {
  if (root.main === undefined) return;
  const main = await openMain(loadFrom(store), root.main.name);
  await main.pages(Array.from({ length: main.count }, (_, number) => number));
  for (const term of await main.terms('', Number.MAX_SAFE_INTEGER)) await main.postings(term);
  await main.wordsBeginningWith('', Number.MAX_SAFE_INTEGER);
  await main.wordsEndingIn('', Number.MAX_SAFE_INTEGER);
}

/** Reads the index as a browser does. */
export function loadFrom(store: ObjectStore): Load {
  return async (name) => (await store.get(dashKey(OWNER, NAME, name)))?.body;
}

/** The names of the main parts that are there. */
export async function mainsIn(store: ObjectStore): Promise<string[]> {
  const keys = await keysBelow(store, MAINS);
  return [...new Set(keys.map((key) => key.slice(MAINS.length).split('/')[0] as string))];
}

export async function keysBelow(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for (let startAfter: string | undefined = ''; startAfter !== undefined; ) {
    const page = await store.list({ prefix, ...(startAfter && { startAfter }) });
    keys.push(...page.objects.map(({ key }) => key));
    startAfter = page.next;
  }
  return keys;
}

/** Another store with the same objects, or those below some prefixes. */
export async function copyStore(store: ObjectStore, ...prefixes: string[]): Promise<MemoryObjectStore> {
  const copy = bodyEtagStore();
  for (const prefix of prefixes.length === 0 ? [''] : prefixes) {
    for (const key of await keysBelow(store, prefix)) {
      const object = await store.get(key);
      if (object) await copy.put(key, object.body, object);
    }
  }
  return copy;
}

/** A store with the same history, published and its index made at once. */
export async function publishAnew({ store, clock }: Pick<IndexWorld, 'store' | 'clock'>): Promise<MemoryObjectStore> {
  const fresh = await copyStore(store, 'git/', 'control/');
  const wiki = await openIndexWikis(fresh, clock).open(WIKI);
  await wiki.publish();
  await wiki.fold({ only: 'index' });
  return fresh;
}

/** The main part of HEAD, built on nothing of what is there. */
export async function mainOfHead(world: Pick<IndexWorld, 'store' | 'clock'>): Promise<Map<string, string>> {
  const fresh = await publishAnew(world);
  const { main } = await readStoredRoot(fresh);
  return main === undefined ? new Map() : await readMain(fresh, main);
}
