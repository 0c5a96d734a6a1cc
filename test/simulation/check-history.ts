import { expectFiles, type Files, isAsExpected, lineOf } from './planned-write.ts';
import type { HistoryEntry } from './read-history.ts';
import type { WriteRecord } from './write-record.ts';

/** Holds what agents were told, and what they asked for, against the history. */
export function checkHistory(writes: readonly WriteRecord[], history: readonly HistoryEntry[]) {
  const lost: string[] = [];
  const duplicated: string[] = [];
  const ghosts: string[] = [];
  const commits = Map.groupBy(history, ({ id }) => id);
  const generations = new Map(history.map(({ oid }, index) => [oid, index + 1]));

  for (const { planned, outcome, result, code } of writes) {
    const { id } = planned;
    const own = commits.get(id) ?? [];
    if (own.length > 1) duplicated.push(`${id} is in ${own.length} commits`);
    if (outcome === 'failed' && own.length > 0) ghosts.push(`${id} failed with ${code}, and is in ${own[0]?.oid}`);
    if (result === undefined) continue;
    if (generations.get(result.revision) !== result.generation) {
      lost.push(
        `${id} was acknowledged as ${result.revision}, generation ${result.generation}: HEAD does not reach it so`,
      );
    } else if (!result.unchanged && own[0]?.oid !== result.revision) {
      lost.push(`${id} was acknowledged as ${result.revision}, which is the commit of another write`);
    }
  }

  const byId = new Map(writes.map((write) => [write.planned.id, write.planned]));
  let before: Files = new Map();
  for (const [index, { oid, id, parents, files }] of history.entries()) {
    const planned = byId.get(id);
    const expected = planned && expectFiles(before, planned);
    const isFirst = index === 0;
    if (parents !== (isFirst ? 0 : 1)) lost.push(`${oid} has ${parents} parents`);
    if (id === 'begin' && isFirst) before = files;
    if (!(id === 'begin' && isFirst) && !(planned && expected && isAsExpected(expected, files, planned))) {
      lost.push(`${oid} (${id}) is not what was written on top of its parent`);
    }
    for (const [name, text] of files) {
      if (id !== '' && text.split(lineOf(id)).length > 2) duplicated.push(`${id} is in ${name} twice, at ${oid}`);
    }
    before = files;
  }
  return { lost, duplicated, ghosts };
}
