import { StorageError } from '../errors.ts';

/** Runs all at once and tells what became of each: `done`, or the code of its StorageError. Other errors are thrown. */
export async function outcomesOf(works: readonly (() => Promise<unknown>)[]): Promise<string[]> {
  return await Promise.all(works.map(outcomeOf));
}

async function outcomeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'done';
  } catch (error) {
    if (error instanceof StorageError) return error.code;
    throw error;
  }
}

export function countOf(outcomes: readonly string[], outcome: string): number {
  return outcomes.filter((each) => each === outcome).length;
}
