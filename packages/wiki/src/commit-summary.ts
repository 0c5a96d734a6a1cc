import type { Commit, TreeChange } from '@holt/git';
import type { ChangeSummary } from '@holt/site';
import { readText } from './commit-message.ts';
import { pageOfFile } from './page-of-file.ts';

/** A commit with what it changed against its first parent. */
export interface CommitChanges {
  commit: Commit;
  generation: number;
  changes: TreeChange[];
}

/** A commit on its way to being published. Every page that it changed shows its summary, so that is made once. */
export interface PublishedCommit extends CommitChanges {
  summary: ChangeSummary;
}

/** So few that a list of recent changes stays small whatever a commit touched; the commit's own page lists more. */
const LISTED_CHANGES = 5;

/** A commit as lists of changes show it. A file that left one path and came to another with the same bytes is renamed. */
export function summariseCommit(published: CommitChanges, listed = LISTED_CHANGES): ChangeSummary {
  const { commit, generation } = published;
  const all = describeChanges(published.changes);
  const [subject = ''] = readText(commit.message).split('\n');
  return {
    oid: commit.oid,
    generation,
    authorName: commit.author.name,
    date: new Date(commit.author.timestampSeconds * 1000).toISOString(),
    subject,
    changes: all.slice(0, listed),
    omitted: Math.max(0, all.length - listed),
  };
}

type Described = ChangeSummary['changes'][number];

/** What became of each file: added, modified and renamed ones first. */
export function describeChanges(changes: readonly TreeChange[]): Described[] {
  const gone = new Map<string, TreeChange>();
  for (const change of changes) {
    if (change.new === undefined && change.old !== undefined) gone.set(change.old.oid, change);
  }
  const described: Described[] = [];
  for (const change of changes) {
    if (change.new === undefined) continue;
    const origin = change.old === undefined ? gone.get(change.new.oid) : undefined;
    if (origin !== undefined) {
      gone.delete(change.new.oid);
      described.push({ kind: 'renamed', ...named(change.path), from: named(origin.path).path });
    } else {
      described.push({ kind: change.old === undefined ? 'added' : 'modified', ...named(change.path) });
    }
  }
  const renamed = new Set(described.map((change) => change.from));
  for (const change of changes) {
    const name = named(change.path);
    if (change.new === undefined && !renamed.has(name.path)) described.push({ kind: 'deleted', ...name });
  }
  return described;
}

function named(filePath: string): { path: string; file?: true } {
  const page = pageOfFile(filePath);
  return page === undefined ? { path: filePath, file: true } : { path: page };
}
