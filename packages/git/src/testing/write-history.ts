import { encodeCommit } from '../commit.ts';
import { encodeFolders } from '../encode-folders.ts';
import { encodeBlob } from '../git-object.ts';
import { listTree } from '../list-tree.ts';
import type { Oid } from '../oid.ts';
import type { Repository } from '../repository.ts';
import type { TreeMode } from '../tree.ts';
import type { Generator } from './generator.ts';

export interface GeneratedCommit {
  oid: Oid;
  tree: Oid;
}

const FOLDERS = ['', '', 'docs/', 'docs/deep/er/', 'docs.d/', 'a b/', 'été/', 'docs/deep-er/'];
const NAMES = ['Home', 'docs', 'a', 'a-b', 'a.b', 'Zoë', '漢字', '😀', '\uffee', 'x y', 'quo"te', '-dash'];

/**
 * Writes commits on top of what is there, one move of `main` each: files in nested folders are added, changed, deleted, moved and
 * made executable.
 *
 * @param timestampOf a commit's time in seconds since 1970, by its generation.
 */
export async function writeHistory(
  repository: Repository,
  generator: Generator,
  commits: number,
  timestampOf: (generation: number) => number = (generation) => 1_700_000_000 + generation,
): Promise<GeneratedCommit[]> {
  const files = new Map<string, { oid: Oid; mode: TreeMode }>();
  const history: GeneratedCommit[] = [];
  await repository.initialise();
  let ref = await repository.readRef();
  if (ref !== undefined)
    for (const { path, oid, mode } of await listTree(repository, ref.tree)) files.set(path, { oid, mode });
  const start = ref?.generation ?? 0;
  for (let generation = start + 1; generation <= start + commits; generation++) {
    const blobs = Array.from({ length: 1 + generator.integer(5) }, () =>
      encodeBlob(generator.bytes(generator.integer(300))),
    );
    for (const { oid } of blobs) {
      const existing = [...files.keys()];
      const action = generator.integer(5);
      if (existing.length > 3 && action === 0) files.delete(generator.pick(existing));
      const from = generator.pick([...files.keys(), undefined]);
      if (from !== undefined && action === 1) {
        const moved = files.get(from);
        files.delete(from);
        if (moved) files.set(`${generator.pick(FOLDERS)}moved-${generation}.md`, moved);
      }
      const path = from !== undefined && action === 2 ? from : `${generator.pick(FOLDERS)}${generator.pick(NAMES)}.md`;
      files.set(path, { oid, mode: generator.pick(['100644', '100644', '100755', '120000']) });
    }
    const trees = encodeFolders([...files].map(([path, file]) => ({ path, ...file })));
    const tree = trees.at(-1)?.oid ?? '';
    const person = {
      name: 'Zoë',
      email: 'z@example.org',
      timestampSeconds: timestampOf(generation),
      timezoneOffsetMinutes: -210,
    };
    const parents = ref === undefined ? [] : [ref.oid];
    const commit = encodeCommit({
      tree,
      parents,
      author: person,
      committer: person,
      message: `Change ${generation}\n`,
    });
    await repository.writeObjects([...blobs, ...trees, commit]);
    ref = await repository.moveRef({ oid: commit.oid, tree, generation }, ref);
    history.push({ oid: commit.oid, tree });
  }
  return history;
}
