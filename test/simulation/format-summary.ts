import type { Summary } from './summarise.ts';

/** A run's findings as people read them. */
export function formatSummary(summary: Summary): string {
  const { failingSeeds, faults } = summary;
  const rows: [string, string | number][] = [
    ['acknowledged writes lost', summary.lost],
    ['writes applied twice', summary.duplicated],
    ['failed, yet present', summary.ghosts],
    ['artifacts, index not as made anew', summary.stale],
    ['clones not whole', summary.fsck],
    ['own writes not read', summary.ownReadsMissed],
    ['search indexes not whole', summary.tornIndexes],
    ['histories not linearizable', summary.notLinearizable],
    ['errors without a reason', summary.surprises],
  ];
  const figures: [string, string | number][] = [
    ['seeds', `${summary.seeds} from ${summary.from}`],
    ['writes acknowledged', summary.acknowledged],
    ['writes failed, unknown', `${summary.failed}, ${summary.unknown}`],
    ['requests to the store', summary.requests],
    ...Object.entries(faults).map(([fault, count]): [string, number] => [`  ${fault}`, count]),
    ['own writes read', summary.ownReads],
    ['histories, operations in them', `${summary.histories}, ${summary.registerOperations}`],
    ['clones, of them checked by git', `${summary.clones}, ${summary.clonesByGit}`],
    ['search index folded, read', `${summary.indexFolds}, ${summary.indexReads}`],
    ['trace', summary.trace],
    ['seconds', summary.seconds],
  ];
  const verdict =
    failingSeeds.length === 0
      ? 'Nothing found.'
      : `Found in the seeds ${failingSeeds.join(' ')}. Each can be run again: pnpm sim --seeds 1 --from ${failingSeeds[0]}`;
  return `${[...rows, ...figures].map(([name, value]) => `${name.padEnd(34)}${value}\n`).join('')}\n${verdict}\n`;
}
