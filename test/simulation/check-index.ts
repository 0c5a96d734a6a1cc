import { dashKey, fragmentsPrefix, gitPrefix } from '@holt/edge';
import { diffTrees, openRepository } from '@holt/git';
import { decodeRoot, encodeEntry, entryName, ROOT_NAME, type SearchRoot } from '@holt/search';
import { pageOfFile, type Wiki } from '@holt/wiki';
import type { Bucket } from './bucket.ts';
import { WIKI } from './machine.ts';

const [OWNER, NAME] = WIKI.split('/') as [string, string];

/**
 * Compares the search index of a wiki that was healed with the pages: first what a reader joins of it, then, after a fold, each byte with an
 * index that was made of the same history at once.
 *
 * @param fresh the same history, published into an empty store
 * @returns what differs
 */
export async function checkIndex(bucket: Bucket, wiki: Wiki, fresh: Bucket, freshWiki: Wiki): Promise<string[]> {
  const root = readRoot(bucket);
  if (root === undefined) return fresh.get(dashKey(OWNER, NAME, ROOT_NAME)) === undefined ? [] : ['there is no root'];
  const wrong = await wrongPages(bucket, root, fresh);
  await wiki.fold({ only: 'index' });
  await freshWiki.fold({ only: 'index' });
  const [main, expected] = [readMain(bucket), readMain(fresh)];
  const differing = [...new Set([...main.keys(), ...expected.keys()])].filter(
    (name) => main.get(name) !== expected.get(name),
  );
  const left = readRoot(bucket)?.changed.length ?? 0;
  return [
    ...wrong.map((path) => `the root of the index is wrong about ${path}`),
    ...differing.map((name) => `${name} of the index differs after a fold`),
    ...(left === 0 ? [] : [`the root of the index has ${left} pages after a fold`]),
  ];
}

/** The pages of which a reader would not know what they are by now. */
async function wrongPages(bucket: Bucket, root: SearchRoot, fresh: Bucket): Promise<string[]> {
  const repository = openRepository({ store: bucket.directly(), prefix: gitPrefix(OWNER, NAME) });
  const head = await repository.readRef();
  const before = root.main && (await repository.readCommit(root.main.revision)).tree;
  const changed = (await diffTrees(repository, before, head?.tree)).map(({ path }) => pageOfFile(path));
  const known = new Map(
    root.changed
      .filter(({ generation }) => generation > (root.main?.generation ?? 0))
      .map(({ path, entry }) => [path, entry && encodeEntry(entry)]),
  );
  const paths = new Set([...changed.filter((path) => path !== undefined), ...known.keys()]);
  return [...paths].filter((path) => !known.has(path) || known.get(path) !== readEntry(fresh, path));
}

function readRoot(bucket: Bucket): SearchRoot | undefined {
  const object = bucket.get(dashKey(OWNER, NAME, ROOT_NAME));
  return object && decodeRoot(object.body);
}

/** Undefined: the page is not there. */
function readEntry(bucket: Bucket, path: string): string | undefined {
  const object = bucket.get(dashKey(OWNER, NAME, entryName(path)));
  return object === undefined || object.metadata.state === 'deleted' ? undefined : Buffer.from(object.body).toString();
}

/** The objects of the main part in force by their names within it. */
function readMain(bucket: Bucket): Map<string, string> {
  const prefix = `${fragmentsPrefix(OWNER, NAME)}-/search/main/${readRoot(bucket)?.main?.name}/`;
  return new Map(
    [...bucket.below(prefix)].map(({ key, body }) => [key.slice(prefix.length), Buffer.from(body).toString('base64')]),
  );
}
