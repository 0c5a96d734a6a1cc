/*
 * A process that folds one wiki's index in its parent's store. Its argument is the wiki's id; it sends a FoldReport and ends.
 */
import { readFileSync } from 'node:fs';
import { openBenchWikis } from '../write/build-wiki.ts';
import { parentStore } from '../write/store-channel.ts';

export interface FoldReport {
  folded: true;
  ms: number;
  /** The most memory that this process ever had in RAM, bytes: before the fold, and by its end. */
  startBytes: number;
  peakBytes: number;
  /** What was told of the fold. */
  result: unknown;
}

const wiki = await openBenchWikis(parentStore()).open(process.argv[2] ?? '');
const startBytes = readPeakBytes();
const from = performance.now();
const result = await wiki.fold({ only: 'index' });
process.send?.({
  folded: true,
  ms: performance.now() - from,
  startBytes,
  peakBytes: readPeakBytes(),
  result,
} satisfies FoldReport);
process.disconnect();

/** Not of `process.resourceUsage()`, which begins at what the parent had when it forked. */
function readPeakBytes(): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
