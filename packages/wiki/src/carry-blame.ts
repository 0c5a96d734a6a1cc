import { diffArrays } from 'diff';

/** Runs of lines, from the first on: how many lines, and whose they are. Neighbours are of different owners. */
export type LineRun<Owner> = readonly [count: number, owner: Owner];

/** Texts that differ in more lines than this between their first and last difference share none there. */
const MAX_EDIT_LENGTH = 1000;
/** A larger text is its last change's as a whole. */
const MAX_CHARACTERS = 256 * 1024;
const MAX_LINES = 20_000;

/**
 * Whose each line of a text is, after it was changed: lines that were there before stay with their owners. Which lines these are
 * says Myers' algorithm, within bounds that depend on the texts alone, so that the same history always gives the same runs.
 *
 * @param before the text before, and its runs; undefined: there was none
 * @param owner of what is new
 */
export function carryBlame<Owner>(
  before: { text: string; runs: readonly LineRun<Owner>[] } | undefined,
  text: string,
  owner: Owner,
): LineRun<Owner>[] {
  const lines = linesOf(text);
  if (before === undefined || text.length > MAX_CHARACTERS || lines.length > MAX_LINES) {
    return lines.length === 0 ? [] : [[lines.length, owner]];
  }
  const old = linesOf(before.text);
  const least = Math.min(old.length, lines.length);
  let prefix = 0;
  while (prefix < least && old[prefix] === lines[prefix]) prefix++;
  let suffix = 0;
  while (suffix < least - prefix && old.at(-1 - suffix) === lines.at(-1 - suffix)) suffix++;

  const runs = createRuns<Owner>();
  const kept = createReader(before.runs);
  kept.read(prefix, runs.add);
  const oldMiddle = old.slice(prefix, old.length - suffix);
  const middle = lines.slice(prefix, lines.length - suffix);
  for (const { added, removed, count } of diffLines(oldMiddle, middle)) {
    if (added) runs.add(count, owner);
    else kept.read(count, removed ? () => undefined : runs.add);
  }
  kept.read(suffix, runs.add);
  return runs.list;
}

interface DiffStep {
  added: boolean;
  removed: boolean;
  count: number;
}

function diffLines(old: string[], lines: string[]): DiffStep[] {
  const replaced = [
    { added: false, removed: true, count: old.length },
    { added: true, removed: false, count: lines.length },
  ];
  if (old.length === 0 || lines.length === 0) return replaced;
  return diffArrays(old, lines, { maxEditLength: MAX_EDIT_LENGTH }) ?? replaced;
}

/** With their ends. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function createRuns<Owner>() {
  const list: [count: number, owner: Owner][] = [];
  return {
    list,
    add(count: number, owner: Owner) {
      const last = list.at(-1);
      if (count === 0) return;
      if (last !== undefined && last[1] === owner) last[0] += count;
      else list.push([count, owner]);
    },
  };
}

/** Hands on the next so many lines of some runs, run by run. */
function createReader<Owner>(runs: readonly LineRun<Owner>[]) {
  let index = 0;
  let used = 0;
  return {
    read(lines: number, take: (count: number, owner: Owner) => void) {
      for (let wanted = lines; wanted > 0; ) {
        const run = runs[index];
        if (run === undefined) throw new RangeError('The runs have fewer lines than the text.');
        const count = Math.min(wanted, run[0] - used);
        take(count, run[1]);
        wanted -= count;
        used += count;
        if (used === run[0]) {
          index++;
          used = 0;
        }
      }
    },
  };
}
