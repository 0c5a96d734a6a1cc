import type { Commit, TreeChange } from '@holt/git';
import type { ChangeSummary } from '@holt/site';
import { readAgent, readText } from './commit-message.ts';
import { pageOfFile } from './page-of-file.ts';

/** A commit with what it changed against its first parent. */
export interface CommitChanges {
  commit: Commit;
  changes: TreeChange[];
}

/** A commit on its way to being published. Every page that it changed shows its summary, so that is made once. */
export interface PublishedCommit extends CommitChanges {
  generation: number;
  summary: ChangeSummary;
  /** The pages that it moved: the new path of each, and the one it had. */
  moves: ReadonlyMap<string, string>;
}

/** Lists hold a hundred commits each, so what one says there is short; its own page has it all. */
const MAX_SUBJECT_CHARACTERS = 200;
const MAX_NAME_CHARACTERS = 100;

/** So few that a list of recent changes stays small whatever a commit touched; the commit's own page lists more. */
const LISTED_CHANGES = 5;

/** A commit as lists of changes show it. */
export function summariseCommit(published: Omit<PublishedCommit, 'summary'>, listed = LISTED_CHANGES): ChangeSummary {
  const { commit, generation } = published;
  const all = describeChanges(published.changes, published.moves);
  const agent = readAgent(commit.message);
  const [subject = ''] = readText(commit.message).split('\n');
  return {
    oid: commit.oid,
    generation,
    authorName: cut(commit.author.name, MAX_NAME_CHARACTERS),
    ...(agent === undefined ? {} : { agent: cut(agent, MAX_NAME_CHARACTERS) }),
    date: new Date(commit.author.timestampSeconds * 1000).toISOString(),
    subject: cut(subject, MAX_SUBJECT_CHARACTERS),
    changes: all.slice(0, listed),
    omitted: Math.max(0, all.length - listed),
  };
}

function cut(text: string, maxCharacters: number): string {
  return text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters - 1).toWellFormed()}…`;
}

type Described = ChangeSummary['changes'][number];

/**
 * What became of each file: added, modified and renamed ones first. An attachment that left one path and came to another with the
 * same bytes is renamed.
 *
 * @param moves the pages that were moved: the new path of each, and the one it had
 */
export function describeChanges(changes: readonly TreeChange[], moves: ReadonlyMap<string, string>): Described[] {
  const gone = new Map<string, string>();
  for (const { path, old, new: now } of changes) {
    if (now === undefined && old !== undefined && pageOfFile(path) === undefined) gone.set(old.oid, path);
  }
  const originOf = ({ path, old, new: now }: TreeChange): string | undefined => {
    if (now === undefined || old !== undefined) return undefined;
    const page = pageOfFile(path);
    if (page !== undefined) return moves.get(page);
    const origin = gone.get(now.oid);
    gone.delete(now.oid);
    return origin;
  };
  const described: Described[] = [];
  for (const change of changes) {
    if (change.new === undefined) continue;
    const from = originOf(change);
    if (from !== undefined) described.push({ kind: 'renamed', ...named(change.path), from });
    else described.push({ kind: change.old === undefined ? 'added' : 'modified', ...named(change.path) });
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
