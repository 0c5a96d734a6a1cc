import { gitPrefix } from '@holt/edge';
import { openRepository } from '@holt/git';
import { CommandError } from './errors.ts';
import type { LocalHolt } from './local-holt.ts';

/**
 * Reads what every start depends on: the key-value store, and each wiki's settings, ref and newest commit.
 * @throws CommandError naming the first thing that can't be read
 */
export async function checkWikis(holt: LocalHolt): Promise<void> {
  try {
    await holt.keyValues.entries();
    for (const { owner, name } of await holt.wikis.list()) {
      const repository = openRepository({ store: holt.store, prefix: gitPrefix(owner, name) });
      const ref = await repository.readRef();
      if (ref !== undefined) await repository.readTree((await repository.readCommit(ref.oid)).tree);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`The data folder ${holt.directory} is damaged: ${reason}`, { cause });
  }
}
