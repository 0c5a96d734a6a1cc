import { fragmentsPrefix } from '@holt/edge';
import type { GitFolder } from '@holt/git';
import { MemoryObjectStore, type ObjectStore, openKeyValueStore, seededRandom } from '@holt/storage';
import { bodyEtagStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import { maintainWikis } from './maintain-wikis.ts';
import { type AccessSettings, openAccessSettings } from './open-access-settings.ts';
import type { PageChange } from './page-change.ts';
import { createGitClone } from './testing/git-clone.ts';
import { AUTHOR, BY, type Fate, faultyStore, readEdgeEntry } from './testing/test-wiki.ts';
import { openWikis, type Wikis } from './wikis.ts';

const ID = 'me/notes';
const START_MS = Date.UTC(2026, 0, 2);
const HOUR_MS = 3_600_000;
const KEY_VALUES = 'control/key-values.json';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const attach = (path: string, content: string): PageChange => ({
  op: 'store',
  path,
  content: new TextEncoder().encode(content),
});

interface Process {
  wikis: Wikis;
  access: AccessSettings;
}

/** A process of its own: it knows nothing but what is in the store. */
function startProcess(store: ObjectStore, nowMs: number): Process {
  const keyValues = openKeyValueStore({ store, key: KEY_VALUES });
  const clock = { now: () => nowMs, sleep: async () => undefined };
  return {
    wikis: openWikis({ store, keyValues, clock, random: seededRandom(nowMs) }),
    access: openAccessSettings({ store, keyValues, clock }),
  };
}

interface Scene {
  store: MemoryObjectStore;
  /** When the operation takes place. */
  nowMs: number;
  revisions: string[];
  source?: { folder: GitFolder; head: string };
}

interface Operation {
  name: string;
  prepare: () => Promise<Scene>;
  run: (process: Process, scene: Scene) => Promise<unknown>;
  /** Only the caller who repeats it ends it, not the maintenance. */
  isCallers?: true;
}

/** The wiki before: three commits, with a page that is gone and one in a folder. */
async function makeWiki(): Promise<Scene> {
  const store = new MemoryObjectStore();
  const wiki = await startProcess(store, START_MS).wikis.create(ID, { public: true });
  const revisions: string[] = [];
  const writes: PageChange[][] = [
    [put('A', '# A\n\none\ntwo\nthree\n'), put('Gone', '# Gone\n')],
    [{ op: 'edit', path: 'A', oldText: 'two', newText: '2' }, attach('img/a.png', 'png')],
    [{ op: 'delete', path: 'Gone' }, put('X/B', '# B\n')],
  ];
  for (const changes of writes) revisions.push((await wiki.write({ changes, author: AUTHOR })).revision);
  return { store, nowMs: START_MS + HOUR_MS, revisions };
}

async function makeEmptyWiki(): Promise<Scene> {
  const store = new MemoryObjectStore();
  await startProcess(store, START_MS).wikis.create(ID);
  return { store, nowMs: START_MS + HOUR_MS, revisions: [] };
}

async function makeNothing(): Promise<Scene> {
  return { store: new MemoryObjectStore(), nowMs: START_MS, revisions: [] };
}

async function makeSource(scene: Scene, kind: 'whole' | 'advance' | 'merge'): Promise<Scene> {
  const clone = createGitClone();
  if (kind !== 'whole') {
    await clone.fetch(scene.store);
    clone.git('reset', '--quiet', '--hard', kind === 'merge' ? 'wiki/main~1' : 'wiki/main');
  }
  let head = clone.commit({ 'A.md': '# A\n\nimported\n', 'New.md': '# New\n' });
  if (kind === 'merge') {
    clone.git('merge', '--quiet', '--no-commit', '--no-ff', 'wiki/main');
    head = clone.commit({ 'X/B.md': '# B, merged\n' });
  }
  return { ...scene, source: { folder: await clone.open(), head } };
}

const write =
  (...changes: PageChange[]): Operation['run'] =>
  async ({ wikis }) =>
    (await wikis.open(ID)).write({ changes, author: AUTHOR, idempotencyKey: 'key' });

const importAll: Operation['run'] = async ({ wikis }, { source }) => {
  if (source !== undefined) {
    await (await wikis.open(ID)).importHistory({ source: source.folder, from: source.head });
  }
};

const create = (isPublic: boolean): Operation['run'] => {
  return async ({ wikis, access }) => {
    await wikis.create(ID, { public: isPublic }).catch((error) => {
      // Whoever asks again is told so when it is there.
      if (error.code !== 'wiki-exists') throw error;
      return access.setPublic(ID, isPublic, BY);
    });
  };
};

const operations: Operation[] = [
  { name: 'making a private wiki', prepare: makeNothing, run: create(false) },
  { name: 'making a public wiki', prepare: makeNothing, run: create(true) },
  { name: 'opening a wiki to readers', prepare: makeEmptyWiki, run: ({ access }) => access.setPublic(ID, true, BY) },
  { name: 'closing a wiki', prepare: makeWiki, run: ({ access }) => access.setPublic(ID, false, BY) },
  {
    name: 'keeping a folder for owners',
    prepare: makeWiki,
    run: ({ access }) => access.setRules(ID, [['X', 'owner']], BY),
  },
  { name: 'a grant', prepare: makeWiki, run: ({ access }) => access.grant(ID, '@example.org', 'editor', BY) },
  { name: 'the first write', prepare: makeEmptyWiki, run: write(put('A', '# A\n'), put('X/B', '# B\n')) },
  { name: 'making a page', prepare: makeWiki, run: write(put('X/New', '# New\n')) },
  { name: 'an edit', prepare: makeWiki, run: write({ op: 'edit', path: 'A', oldText: 'one', newText: '1' }) },
  { name: 'a rename', prepare: makeWiki, run: write({ op: 'move', path: 'X/B', newPath: 'B' }) },
  { name: 'a deletion', prepare: makeWiki, run: write({ op: 'delete', path: 'A' }) },
  {
    name: 'storing an attachment',
    prepare: makeWiki,
    run: write(attach('img/a.png', 'other'), attach('b.txt', 'b')),
  },
  {
    name: 'restoring a page',
    prepare: makeWiki,
    run: async ({ wikis }) => (await wikis.open(ID)).restore({ path: 'Gone', author: AUTHOR, idempotencyKey: 'key' }),
  },
  {
    name: 'a revert',
    prepare: makeWiki,
    async run({ wikis }, { revisions: [, second = ''] }) {
      await (await wikis.open(ID)).revert({ revision: second, author: AUTHOR, idempotencyKey: 'key' });
    },
  },
  {
    name: 'importing a history into an empty wiki',
    prepare: async () => makeSource(await makeEmptyWiki(), 'whole'),
    run: importAll,
  },
  {
    name: 'importing commits on top of HEAD',
    prepare: async () => makeSource(await makeWiki(), 'advance'),
    run: importAll,
  },
  { name: 'importing a merge of HEAD', prepare: async () => makeSource(await makeWiki(), 'merge'), run: importAll },
  { name: 'the first fold', prepare: makeWiki, run: async ({ wikis }) => (await wikis.open(ID)).fold() },
  {
    name: 'a fold that packs what came since and removes what the last made superfluous',
    async prepare() {
      const scene = await makeWiki();
      const wiki = await startProcess(scene.store, scene.nowMs).wikis.open(ID);
      await wiki.fold();
      await wiki.write({ changes: [put('A', '# A\n\nafter the fold\n')], author: AUTHOR });
      return { ...scene, nowMs: scene.nowMs + 3 * HOUR_MS };
    },
    run: async ({ wikis }) => (await wikis.open(ID)).fold(),
  },
  {
    name: 'a rebuild',
    isCallers: true,
    async prepare() {
      const scene = await makeWiki();
      const prefix = fragmentsPrefix('me', 'notes');
      await scene.store.delete(`${prefix}pages/A.html`);
      await scene.store.put(`${prefix}pages/X/B.md`, 'changed', { metadata: { generation: '900' } });
      await scene.store.put(`${prefix}pages/Extra.html`, 'extra');
      await scene.store.put(`${prefix}-/changes.json`, 'garbage');
      await scene.store.put(`${prefix}sidebar.json`, 'garbage');
      return scene;
    },
    run: async ({ wikis }) => (await wikis.open(ID)).rebuild(),
  },
  {
    name: 'reconciling what a writer left unpublished',
    async prepare() {
      const scene = await makeWiki();
      const dying = faultyStore(scene.store, (_, key) => (key.startsWith('fragments/') ? 'lost' : 'through'));
      const wiki = await startProcess(dying, scene.nowMs).wikis.open(ID);
      await wiki.write({ changes: [{ op: 'move', path: 'A', newPath: 'X/A' }, put('C', '# C\n')], author: AUTHOR });
      return scene;
    },
    run: async ({ wikis }) => (await wikis.open(ID)).reconcile(),
  },
];

async function copyOf(store: ObjectStore): Promise<MemoryObjectStore> {
  // As on Amazon S3 an ETag says no more than what the body is: old bytes make an old condition true again.
  const copy = bodyEtagStore();
  for (let startAfter: string | undefined = ''; startAfter !== undefined; ) {
    const page = await store.list({ prefix: '', ...(startAfter && { startAfter }) });
    for (const { key } of page.objects) {
      const object = await store.get(key);
      if (object) await copy.put(key, object.body, object);
    }
    startAfter = page.next;
  }
  return copy;
}

/** What a wiki is, apart from its artifacts: who may read it, its files, and how many commits made it. */
async function stateOf(store: ObjectStore, nowMs: number): Promise<string> {
  const { wikis, access } = startProcess(store, nowMs);
  const [info] = await wikis.list();
  if (info === undefined) return 'none';
  const wiki = await wikis.open(ID);
  const files = Object.fromEntries(await wiki.listFiles());
  const commits = (await wiki.history()).length;
  const changes = (await access.audit(ID)).map(({ what }) => what);
  return JSON.stringify({ settings: await access.read(ID), edge: await readEdgeEntry(store), changes, files, commits });
}

async function expectClean(store: ObjectStore, nowMs: number, when: string): Promise<void> {
  const { wikis } = startProcess(store, nowMs);
  if ((await wikis.list()).length === 0) return;
  const { differences, damage, complete } = await (await wikis.open(ID)).verify();
  expect({ differences, damage, complete }, when).toEqual({ differences: [], damage: [], complete: true });
}

async function maintain(store: ObjectStore, nowMs: number): Promise<void> {
  const failures: string[] = [];
  await maintainWikis(startProcess(store, nowMs), (message) => failures.push(message)).catch(() => undefined);
  expect(failures).toEqual([]);
}

describe('a process that dies at any of its calls of the store', () => {
  it.each(operations)(
    'leaves no half of $name: maintenance and the same call again end it, and nothing told as done is lost',
    async ({ prepare, run, isCallers }) => {
      const scene = await prepare();
      const later = scene.nowMs + 2 * HOUR_MS;
      const done = await copyOf(scene.store);
      await run(startProcess(done, scene.nowMs), scene);
      const [before, after] = [await stateOf(scene.store, later), await stateOf(done, later)];

      for (const fate of ['answer lost', 'lost'] satisfies Fate[]) {
        let isStopped = true;
        let stopAt = 0;
        for (; isStopped; stopAt++) {
          const when = `stopped at call ${stopAt + 1}, ${fate}`;
          const store = await copyOf(scene.store);
          let calls = 0;
          const dying = faultyStore(store, (): Fate => {
            calls++;
            return calls <= stopAt ? 'through' : calls === stopAt + 1 ? fate : 'lost';
          });
          const isDone = await run(startProcess(dying, scene.nowMs), scene).then(
            () => true,
            () => false,
          );
          isStopped = calls > stopAt;

          await maintain(store, later);
          const state = await stateOf(store, later);
          expect(isDone ? [after] : [before, after], when).toContain(state);
          if (isDone || !isCallers) await expectClean(store, later, when);

          await run(startProcess(store, later), scene);
          await maintain(store, later);
          expect(await stateOf(store, later), when).toBe(after);
          await expectClean(store, later, when);
          expect(await store.head('control/me/notes/rebuild.json'), when).toBeUndefined();
        }
        expect(stopAt).toBeGreaterThanOrEqual(2);
      }
    },
    180_000,
  );
});
