import type { Dice } from './dice.ts';

/** Who does something when, in virtual milliseconds since 1970. */
export interface Schedule {
  /** One list of times for each. */
  writers: number[][];
  readers: number[][];
  folders: number[][];
  cloners: { timesMs: number[]; pauseMs: number }[];
  indexFolders: number[][];
  indexReaders: { timesMs: number[]; pauseMs: number }[];
}

const WRITERS = 8;
const READERS = 2;
const MINUTE_MS = 60 * 1000;

/** In every fourth seed the repository is folded, over hours; in the others much happens in a short time. */
export function hasFolds(seed: number): boolean {
  return seed % 4 === 0;
}

export function drawSchedule(dice: Dice, startMs: number, folds: boolean): Schedule {
  return folds ? drawWithFolds(dice, startMs) : drawWithoutFolds(dice, startMs);
}

function drawWithoutFolds(dice: Dice, startMs: number): Schedule {
  const spanMs = dice.spread(1000, 20 * MINUTE_MS);
  const times = (count: number) => inOrder(count, () => startMs + dice.between(0, spanMs));
  return {
    writers: list(WRITERS, () => times(dice.between(2, 3))),
    readers: list(READERS, () => times(4)),
    folders: [],
    cloners: dice.chance(0.5) ? [{ timesMs: times(1), pauseMs: 0 }] : [],
    ...drawIndexing(dice, () => startMs + dice.between(0, spanMs)),
  };
}

/** Everybody comes together at a fold, and what the one before has made superfluous is old enough by then: so that folds, writes and clones meet. */
function drawWithFolds(dice: Dice, startMs: number): Schedule {
  const rushes: number[] = [];
  for (let timeMs = startMs; rushes.length < 5; timeMs += dice.between(77, 100) * MINUTE_MS) rushes.push(timeMs);
  const nearby = (beforeMs: number, afterMs: number) => () => dice.pick(rushes) + dice.between(-beforeMs, afterMs);
  const folds = () =>
    rushes.slice(1).flatMap((rushMs) => {
      const timeMs = rushMs + dice.between(0, 5000);
      return dice.chance(0.5) ? [timeMs, timeMs + dice.spread(2000, 10 * MINUTE_MS)] : [timeMs];
    });
  return {
    writers: list(WRITERS, () => inOrder(dice.between(2, 3), nearby(3000, 20_000))),
    readers: list(READERS, () => inOrder(4, nearby(3000, 20_000))),
    folders: list(dice.chance(0.4) ? 2 : 1, folds),
    cloners: list(3, () => ({ timesMs: inOrder(2, nearby(20_000, 5000)), pauseMs: dice.pick([0, 500, 5000, 40_000]) })),
    ...drawIndexing(dice, nearby(3000, 20_000)),
  };
}

/** Two may fold the index at once, and who reads it may take its time. */
function drawIndexing(dice: Dice, draw: () => number): Pick<Schedule, 'indexFolders' | 'indexReaders'> {
  return {
    indexFolders: list(dice.between(1, 2), () => inOrder(3, draw)),
    indexReaders: list(2, () => ({ timesMs: inOrder(2, draw), pauseMs: dice.pick([0, 500, 20_000]) })),
  };
}

function list<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

function inOrder(count: number, draw: () => number): number[] {
  return list(count, draw).sort((a, b) => a - b);
}
