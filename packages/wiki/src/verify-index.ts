import { GitError, type Oid, type Ref } from '@holt/git';
import {
  buildMain,
  encodeEntry,
  type MainName,
  mainPrefix,
  type RecentPage,
  ROOT_NAME,
  type SearchRoot,
} from '@holt/search';
import { IMMUTABLE_CACHE_CONTROL } from './artifact.ts';
import { compareArtifact } from './compare-artifact.ts';
import { listMainKeys } from './main-names.ts';
import { changedVersions, pageVersions } from './page-versions.ts';
import { readEntries, readEntry } from './read-entries.ts';
import { indexKey, readRoot } from './stored-root.ts';
import type { Difference } from './verify.ts';
import type { WikiContext } from './wiki-context.ts';

/**
 * Compares the search index with what HEAD gives: the main part, byte for byte, with one that is built on nothing at its revision; and what the
 * root says has changed since with what git says. The entries of pages are artifacts, which are compared as such: here they are
 * trusted.
 *
 * @returns ordered by nothing; where pages changed meanwhile there may be some that are gone when it is called again
 * @throws GitError for what HEAD reaches and can't be read; StorageError
 */
export async function verifyIndex(context: WikiContext, head: Ref): Promise<Difference[]> {
  const { root, problem = 'missing' } = await readRoot(context);
  const rootKey = indexKey(context, ROOT_NAME);
  if (root === undefined) return [{ key: rootKey, problem }];
  const { generation, main, missingUpTo = 0 } = root;
  if (Math.max(generation, main?.generation ?? 0, missingUpTo) > head.generation) {
    return [{ key: rootKey, problem: 'from-the-future' }];
  }
  const tree = main && (await readTreeOf(context, main.revision));
  if (main !== undefined && tree === undefined) return [{ key: rootKey, problem: 'differs' }];
  const before = await pageVersions(context.repository, tree);
  const isRight = await isRootRight(context, root, before, await pageVersions(context.repository, head.tree));
  return [
    ...(isRight ? [] : [{ key: rootKey, problem: 'differs' as const }]),
    ...(main === undefined ? [] : await compareMain(context, main, before)),
  ];
}

/** Undefined: the commit is not there, so HEAD never was at it. */
async function readTreeOf({ repository }: WikiContext, revision: Oid): Promise<Oid | undefined> {
  try {
    return (await repository.readCommit(revision)).tree;
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/** Whether a reader of the root knows of each page at HEAD what it is, or that it may have changed. */
async function isRootRight(
  context: WikiContext,
  root: SearchRoot,
  before: ReadonlyMap<string, Oid>,
  now: ReadonlyMap<string, Oid>,
): Promise<boolean> {
  const counting = root.changed.filter(({ generation }) => generation > (root.main?.generation ?? 0));
  const listed = new Set(counting.map(({ path }) => path));
  const missing = [...changedVersions(before, now).keys()].some((path) => !listed.has(path));
  if (missing && root.missingUpTo === undefined) return false;
  for (const page of counting) if (!(await isPageRight(context, page, now.get(page.path)))) return false;
  return true;
}

async function isPageRight(
  context: WikiContext,
  { path, generation, entry, isApart }: RecentPage,
  version: Oid | undefined,
): Promise<boolean> {
  if (version === undefined || isApart === true)
    return entry === undefined && (version === undefined) !== (isApart === true);
  if (entry?.version !== version) return false;
  return encodeEntry(entry) === encodeEntry(await readEntry(context, path, version, generation));
}

async function compareMain(
  context: WikiContext,
  { name, generation, revision }: MainName,
  versions: ReadonlyMap<string, Oid>,
): Promise<Difference[]> {
  const found: Difference[] = [];
  const unexpected = new Set(await listMainKeys(context, name));
  await buildMain({
    at: { generation, revision },
    changes: readEntries(context, versions),
    async put(object, body, contentType) {
      const key = indexKey(context, mainPrefix(name) + object);
      unexpected.delete(key);
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
      const expected = { body: bytes, headers: { contentType, cacheControl: IMMUTABLE_CACHE_CONTROL } };
      const { problem } = await compareArtifact(context.store, key, expected, generation);
      if (problem !== undefined) found.push({ key, problem });
    },
  });
  return [...found, ...[...unexpected].map((key) => ({ key, problem: 'unexpected' as const }))];
}
