import { type ManualClock, MemoryObjectStore, manualClock, type ObjectStore } from '@holt/storage';
import { expect } from 'vitest';
import { type FoldOptions, type FoldResult, foldObjects } from '../fold-objects.ts';
import { GRACE_MS } from '../grace.ts';
import { listTree } from '../list-tree.ts';
import { openRepository } from '../repository.ts';
import { walkCommits } from '../walk-commits.ts';
import { copyToFolder } from './copy-to-folder.ts';
import { createGenerator } from './generator.ts';
import { createRealGit } from './real-git.ts';
import { serveStore } from './serve-store.ts';
import { type GeneratedCommit, writeHistory } from './write-history.ts';

/** When a world begins. */
export const START_MS = 1_800_000_000_000;
export const PREFIX = 'git/o/w/';
export const LIST = `${PREFIX}objects/info/packs`;
export const LOOSE = /\/[0-9a-f]{2}\/[0-9a-f]{38}$/;
export const PACK = /\.pack$/;

export interface FoldWorld {
  readonly memory: MemoryObjectStore;
  readonly clock: ManualClock;
  fold(options?: Partial<FoldOptions>): Promise<FoldResult>;
  /** Writes further commits through a fresh instance, as another process would. `committedMs` is their time, by default now. */
  write(commits: number, committedMs?: number): Promise<GeneratedCommit[]>;
  /** Lets pass what a fold waits before it removes something. */
  waitGrace(): Promise<void>;
}

/** A repository in memory, and what happens to it. */
export function createFoldWorld(): FoldWorld {
  const memory = new MemoryObjectStore();
  const clock = manualClock(START_MS);
  const generator = createGenerator('fold');
  return {
    memory,
    clock,
    fold: (options) => foldObjects({ store: memory, prefix: PREFIX, clock, ...options }),
    write: (commits, committedMs = clock.now()) =>
      writeHistory(openRepository({ store: memory, prefix: PREFIX }), generator, commits, () => committedMs / 1000),
    waitGrace: () => clock.advance(GRACE_MS),
  };
}

export async function keysOf(store: ObjectStore, pattern: RegExp): Promise<string[]> {
  const keys: string[] = [];
  for (let startAfter = ''; ; ) {
    const page = await store.list({ prefix: `${PREFIX}objects/`, ...(startAfter && { startAfter }) });
    for (const { key } of page.objects) if (pattern.test(key)) keys.push(key);
    if (page.next === undefined) return keys;
    startAfter = page.next;
  }
}

/** The objects that main reaches, as git says. */
export async function reachableOf(store: ObjectStore): Promise<Set<string>> {
  const git = createRealGit();
  await copyToFolder(store, PREFIX, git.folder);
  return new Set(git.text(['rev-list', '--objects', '--no-object-names', 'main']).split('\n'));
}

/** That the real git finds nothing wrong, and everything that `main` reaches. */
export async function expectWhole(store: ObjectStore, commits?: number): Promise<void> {
  const git = createRealGit();
  await copyToFolder(store, PREFIX, git.folder);
  expect(git.text(['fsck', '--strict', '--full', '--no-dangling'])).toBe('');
  if (commits !== undefined) expect(git.text(['rev-list', '--count', 'main'])).toBe(`${commits}`);
  const repository = openRepository({ store, prefix: PREFIX });
  const ref = await repository.readRef();
  for await (const { tree } of walkCommits(repository, ref?.oid ?? '')) {
    for (const { oid } of await listTree(repository, tree)) await repository.readBlob(oid);
  }
}

/** That the real git clones `main` as it stands. @returns the keys that it asked for. */
export async function expectClone(store: ObjectStore): Promise<string[]> {
  const { head, requests } = await cloneByGit(store);
  const ref = await openRepository({ store, prefix: PREFIX }).readRef();
  expect(head).toBe(ref?.oid);
  return requests;
}

/** Clones by the real git while others may write. */
export async function cloneByGit(store: ObjectStore): Promise<{ head: string; requests: string[] }> {
  const { url, requests } = await serveStore(store);
  const git = createRealGit({ bare: false });
  await git.textAsync(['clone', '--quiet', '--no-checkout', `${url}${PREFIX}`, 'clone']);
  expect(git.text(['-C', 'clone', 'fsck', '--strict', '--full'])).toBe('');
  return { head: git.text(['-C', 'clone', 'rev-parse', 'HEAD']), requests };
}
