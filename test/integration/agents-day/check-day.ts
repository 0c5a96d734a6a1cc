import type { ChangesRecord, Journal, ReadRecord, WriteRecord } from './agent.ts';
import { marksIn } from './marks.ts';
import type { CommitOfDay } from './read-commits.ts';

/** What must not be, in words. */
export interface Violations {
  /** Acknowledged writes that are not in the history as they were acknowledged. */
  lost: string[];
  /** Writes that are in the history, or in a page, twice. */
  duplicated: string[];
  /** Writes that were refused, and of which something is in the history. */
  ghosts: string[];
  /** Texts of others that a write took away, or brought back, though its agent had not seen them so. */
  unseen: string[];
  /** Commits that do not name their agent. */
  unnamed: string[];
  /** Reads of what was not so, or of a time before the reader's own last write; wrong tellings of what changed. */
  stale: string[];
}

/** Holds what the agents were told, and what they asked for, against the history. */
export function checkDay(journal: Journal, commits: readonly CommitOfDay[]): Violations {
  const found: Violations = { lost: [], duplicated: [], ghosts: [], unseen: [], unnamed: [], stale: [] };
  const writes = new Map(journal.writes.map((write) => [write.errand.id, write]));
  checkOutcomes(journal.writes, commits, found);
  checkTexts(writes, commits, found);
  checkReads(journal.reads, commits, found);
  checkChanges(journal.changes, commits, found);
  return found;
}

function checkOutcomes(writes: readonly WriteRecord[], commits: readonly CommitOfDay[], found: Violations): void {
  const byId = Map.groupBy(commits, ({ id }) => id);
  for (const { errand, outcome, data, code, agent } of writes) {
    const own = byId.get(errand.id) ?? [];
    if (own.length > 1) found.duplicated.push(`${errand.id} is in ${own.length} commits`);
    if (outcome === 'refused') {
      if (own.length > 0) found.ghosts.push(`${errand.id} was refused with ${code}, and is ${own[0]?.oid}`);
      continue;
    }
    if (own[0]?.oid !== data?.revision)
      found.lost.push(`${errand.id} was acknowledged as ${data?.revision}, and is ${own[0]?.oid}`);
    if (own[0]?.message.includes(`\nAgent: ${agent}\n`) === false)
      found.unnamed.push(`${errand.id}: ${own[0].message}`);
  }
}

/** Follows each mark through the history. */
function checkTexts(
  writes: ReadonlyMap<string, WriteRecord>,
  commits: readonly CommitOfDay[],
  found: Violations,
): void {
  const everSeen = new Set<string>();
  const current = new Map<string, string>();
  for (const { oid, id, changed } of commits) {
    const write = writes.get(id);
    if (write === undefined && id !== '') found.ghosts.push(`${oid} is of ${id}, which nobody was told of`);
    const before = allMarks(changed.map((file) => file.before));
    const after = allMarks(changed.map((file) => file.after));
    if (after.size < after.list.length)
      found.duplicated.push(`${oid} (${id}) has a mark twice: ${after.list.join(' ')}`);
    const seen = write === undefined ? new Set<string>() : seenBy(write, changed, found);
    for (const mark of before.list) {
      if (!after.has(mark) && !seen.has(mark))
        found.unseen.push(`${oid} (${id}) took ${mark} away, which it was not told of`);
    }
    for (const mark of after.list) {
      if (before.has(mark) || ownerOf(mark) === id) continue;
      const isBack = everSeen.has(mark) && (write?.errand.isBlind || write?.errand.tool === 'restore_page');
      if (!isBack) found.unseen.push(`${oid} (${id}) brought ${mark}, which is not its own`);
    }
    for (const mark of after.list) everSeen.add(mark);
    for (const { file, after: text } of changed) {
      if (text === undefined) current.delete(file);
      else current.set(file, text);
    }
  }
  for (const { errand, outcome } of writes.values()) {
    const bringsText = !['rename_page', 'delete_page', 'restore_page'].includes(errand.tool);
    const isThere = [errand.id, `${errand.id}.0`].some((mark) => everSeen.has(mark));
    if (outcome === 'acknowledged' && bringsText && !isThere) found.lost.push(`${errand.id} left no mark`);
    if (outcome === 'refused' && isThere) found.ghosts.push(`${errand.id} was refused, and left its mark`);
  }
  const last = allMarks([...current.values()]);
  const twice = last.list.filter((mark, index) => last.list.indexOf(mark) !== index);
  if (twice.length > 0) found.duplicated.push(`at the end there are twice: ${twice.join(' ')}`);
}

/** The marks that a write's agent had before it, or was told that it replaced. */
function seenBy(
  { errand, bases, data, text }: WriteRecord,
  changed: CommitOfDay['changed'],
  found: Violations,
): Set<string> {
  const texts = [...bases.values()].map(({ content }) => content);
  if (errand.isBlind) {
    const replaced = changed.find((file) => file.after !== undefined && file.version === data?.version);
    const isTold = data?.previous_version !== undefined || replaced?.before === undefined;
    if (isTold) texts.push(replaced?.before ?? '');
    else found.unseen.push(`${errand.id} was not told what it replaced: ${text}`);
  }
  return allMarks(texts);
}

function checkReads(reads: readonly ReadRecord[], commits: readonly CommitOfDay[], found: Violations): void {
  const places = new Map(commits.map(({ oid }, index) => [oid, index]));
  const byRevision = Map.groupBy(reads, ({ revision }) => revision);
  const files = new Map<string, string>();
  for (const { oid, changed } of commits) {
    for (const { file, version } of changed) {
      if (version === undefined) files.delete(file);
      else files.set(file, version);
    }
    for (const { agent, file, version } of byRevision.get(oid) ?? []) {
      if (files.get(file) !== version) found.stale.push(`${agent} read ${file} at ${version}: it was not so at ${oid}`);
    }
  }
  for (const { agent, file, revision, after } of reads) {
    const place = places.get(revision);
    if (place === undefined) found.stale.push(`${agent} read ${file} as of ${revision}, which is not in the history`);
    else if (place < (places.get(after ?? '') ?? 0))
      found.stale.push(`${agent} read ${file} from before its own write`);
  }
}

function checkChanges(records: readonly ChangesRecord[], commits: readonly CommitOfDay[], found: Violations): void {
  const oids = commits.map(({ oid }) => oid);
  for (const { since, revision, commits: told } of records) {
    const expected = oids.slice(oids.indexOf(since) + 1, oids.indexOf(revision) + 1).reverse();
    if (expected.join() !== told.join())
      found.stale.push(`from ${since} to ${revision} there are ${expected.length} commits, told were ${told.length}`);
  }
}

type Marks = Set<string> & { list: string[] };

function allMarks(texts: readonly (string | undefined)[]): Marks {
  const list = texts.flatMap((text) => marksIn(text ?? ''));
  return Object.assign(new Set(list), { list });
}

/** Several pages of one write have marks of their own. */
const ownerOf = (mark: string) => mark.replace(/\.\d+$/, '');
