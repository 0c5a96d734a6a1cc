import type { Ref, Repository } from '@holt/git';

const heads = new WeakMap<Repository, Ref>();

/**
 * HEAD as this process last left it. Others may have moved it since, so nothing may be decided by it but what the compare-and-swap
 * of the ref confirms. It saves a write that nobody came between the wait for reading the ref.
 */
export function knownHead(repository: Repository): Ref | undefined {
  return heads.get(repository);
}

/** @param head undefined to forget it */
export function setKnownHead(repository: Repository, head: Ref | undefined): void {
  if (head === undefined) heads.delete(repository);
  else heads.set(repository, head);
}

/** Reads HEAD where it is not known, beside what its caller waits for. A failure is left to the write that needs it to meet. */
export async function lookAtHead(repository: Repository): Promise<void> {
  if (heads.has(repository)) return;
  const head = await repository.readRef().catch(() => undefined);
  if (!heads.has(repository)) setKnownHead(repository, head);
}
