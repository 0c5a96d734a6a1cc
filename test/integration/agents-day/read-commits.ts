import { gitPrefix } from '@holt/edge';
import type { ObjectStore } from '@holt/storage';
import { type Clone, cloneRepository } from '../../simulation/clone.ts';
import { readCommit, readTree } from '../../simulation/git-object.ts';
import { WIKI } from './start-day.ts';

/** A file that a commit changed, with its texts; undefined where it was not, or is no more. */
export interface ChangedFile {
  file: string;
  before: string | undefined;
  after: string | undefined;
  /** The blob after it. */
  version: string | undefined;
}

export interface CommitOfDay {
  oid: string;
  /** Of the write that its message names; empty for the one that began the wiki. */
  id: string;
  message: string;
  changed: ChangedFile[];
}

/** All commits, oldest first, as a clone has them: read without Holt's own reading of git. */
export async function readCommits(store: ObjectStore): Promise<CommitOfDay[]> {
  const [owner, name] = WIKI.split('/') as [string, string];
  const clone = await cloneRepository((path) => store.get(gitPrefix(owner, name) + path), new WeakMap());
  if (clone === undefined) return [];
  const commits: CommitOfDay[] = [];
  for (let oid: string | undefined = clone.head; oid !== undefined; ) {
    const { tree, parents, message } = readCommit(contentOf(clone, oid));
    const [parent] = parents;
    const before = parent === undefined ? undefined : readCommit(contentOf(clone, parent)).tree;
    const id = /^Write (\S+)\n/.exec(message)?.[1] ?? '';
    commits.push({ oid, id, message, changed: compareTrees(clone, before, tree, '') });
    oid = parent;
  }
  return commits.reverse();
}

function compareTrees(
  clone: Clone,
  before: string | undefined,
  after: string | undefined,
  folder: string,
): ChangedFile[] {
  const [old, now] = [entriesOf(clone, before), entriesOf(clone, after)];
  const changed: ChangedFile[] = [];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(name), now.get(name)];
    if (was?.oid === is?.oid) continue;
    const [wasFolder, isFolder] = [was?.isFolder ? was.oid : undefined, is?.isFolder ? is.oid : undefined];
    if (wasFolder ?? isFolder) changed.push(...compareTrees(clone, wasFolder, isFolder, `${folder}${name}/`));
    if ((was === undefined || was.isFolder) && (is === undefined || is.isFolder)) continue;
    const text = (entry: Entry | undefined) =>
      entry === undefined || entry.isFolder ? undefined : contentOf(clone, entry.oid).toString();
    changed.push({
      file: folder + name,
      before: text(was),
      after: text(is),
      version: is?.isFolder ? undefined : is?.oid,
    });
  }
  return changed;
}

interface Entry {
  oid: string;
  isFolder: boolean;
}

function entriesOf(clone: Clone, tree: string | undefined): Map<string, Entry> {
  if (tree === undefined) return new Map();
  const entries = readTree(contentOf(clone, tree));
  return new Map(entries.map(({ name, mode, oid }) => [name.toString(), { oid, isFolder: mode === '40000' }]));
}

function contentOf({ objects }: Clone, oid: string): Buffer {
  const object = objects.get(oid);
  if (object === undefined) throw new Error(`The clone has no object ${oid}.`);
  return object.content;
}
