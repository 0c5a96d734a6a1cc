import type { Journal } from './agent.ts';
import type { Violations } from './check-day.ts';

interface DayReport {
  seed: number;
  journal: Journal;
  violations: Violations;
  commits: number;
  lost: { requests: number; answers: number };
}

/** What a day's counters are, as people read them. */
export function formatDay({ seed, journal, violations, commits, lost }: DayReport): string {
  const { counts, writes, calls } = journal;
  const acknowledged = writes.filter(({ outcome }) => outcome === 'acknowledged').length;
  const rows: [string, string | number][] = [
    ['seed', seed],
    ['acknowledged writes lost', violations.lost.length],
    ['writes applied twice', violations.duplicated.length],
    ['refused, yet present', violations.ghosts.length],
    ['overwritten unseen', violations.unseen.length],
    ['commits that do not name their agent', violations.unnamed.length],
    ['read as it was not', violations.stale.length],
    ['told what should not be', journal.surprises.length],
    ['writes acknowledged, refused', `${acknowledged}, ${writes.length - acknowledged}`],
    ['commits', commits],
    ['conflicts', counts.conflicts],
    ['writes that went through after one', counts.resolved],
    ['merged', counts.merged],
    ['sent twice at the same time', counts.sentTwice],
    ['requests lost, answers lost', `${lost.requests}, ${lost.answers}`],
    ['sent again', counts.retries],
    ['answered as replayed', counts.replayed],
    ...[...calls].sort(([a], [b]) => (a < b ? -1 : 1)).map(([tool, count]): [string, number] => [`  ${tool}`, count]),
  ];
  return `${rows.map(([name, value]) => `${name.padEnd(38)}${value}\n`).join('')}\n`;
}
