import type { Clock } from '@holt/storage';
import { encodeCommit } from '../commit.ts';
import { encodeBlob } from '../git-object.ts';
import type { Oid } from '../oid.ts';
import type { Repository } from '../repository.ts';
import { encodeTree } from '../tree.ts';
import type { Generator } from './generator.ts';

/** Commits a change of one page, of few with few texts: so that files and folders come back that have been packed and removed. */
export async function writePage(repository: Repository, generator: Generator, clock: Clock): Promise<Oid> {
  const ref = await repository.readRef();
  const blob = encodeBlob(Buffer.from(`text ${generator.integer(12)}\n`));
  const name = `page-${generator.integer(4)}.md`;
  const others = ref === undefined ? [] : await repository.readTree(ref.tree);
  const tree = encodeTree([...others.filter((entry) => entry.name !== name), { mode: '100644', name, oid: blob.oid }]);
  const time = { timestampSeconds: Math.floor(clock.now() / 1000), timezoneOffsetMinutes: 0 };
  const person = { name: 'Ada', email: 'ada@example.org', ...time };
  const commit = encodeCommit({
    tree: tree.oid,
    parents: ref === undefined ? [] : [ref.oid],
    author: person,
    committer: person,
    message: `Change ${generator.integer(1_000_000)}\n`,
  });
  await repository.writeObjects([blob, tree, commit]);
  await repository.moveRef({ oid: commit.oid, tree: tree.oid, generation: (ref?.generation ?? 0) + 1 }, ref);
  return commit.oid;
}
