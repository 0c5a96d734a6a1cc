import { walkReachable } from './collect-reachable.ts';
import type { GitError } from './errors.ts';
import type { Oid } from './oid.ts';
import type { Repository } from './repository.ts';

export interface VerifyHistoryOptions {
  /** Called as objects have been read, with how many so far. */
  onProgress?: (objects: number) => void;
}

/** What {@link verifyHistory} has found. */
export interface VerifiedHistory {
  /** How many objects could be read. */
  readonly objects: number;
  /** What is missing or damaged, each once. */
  readonly problems: readonly GitError[];
}

const PROGRESS_OBJECTS = 256;

/**
 * Reads every object that a commit reaches over all parents, from the store, and checks its hash. It goes on past what is missing or
 * damaged; what only that would lead to is not looked at.
 *
 * @throws StorageError `unavailable`: the check is not complete.
 */
export async function verifyHistory(
  repository: Repository,
  from: Oid,
  { onProgress }: VerifyHistoryOptions = {},
): Promise<VerifiedHistory> {
  // A pack that can't be read is the same problem for all of its objects.
  const problems = new Map<string, GitError>();
  const report = (problem: GitError) => {
    problems.set(JSON.stringify([problem.code, problem.data]), problem);
  };
  let objects = 0;
  for await (const _ of walkReachable({ read: repository.readObject }, from, () => false, report)) {
    objects += 1;
    if (objects % PROGRESS_OBJECTS === 0) onProgress?.(objects);
  }
  onProgress?.(objects);
  return { objects, problems: [...problems.values()] };
}
