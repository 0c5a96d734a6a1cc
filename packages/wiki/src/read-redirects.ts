import type { Oid, Repository, TreeEntry } from '@holt/git';
import { parseRedirects, REDIRECTS_FILE, type Redirects } from './redirects.ts';
import type { WikiContext } from './wiki-context.ts';

const NO_REDIRECTS: Redirects = new Map();

/** So many versions are kept for each repository: as many as commits may be looked at side by side. */
const MAX_KEPT = 20;

const parsed = new WeakMap<Repository, Map<Oid, Promise<Redirects>>>();

/** The redirects of a version of `_redirects`; none where it is no file. @throws as reading the blob */
export async function readRedirects(
  { repository }: Pick<WikiContext, 'repository'>,
  version: Pick<TreeEntry, 'oid' | 'mode'> | undefined,
): Promise<Redirects> {
  if (!version?.mode.startsWith('100')) return NO_REDIRECTS;
  const kept = parsed.get(repository) ?? new Map<Oid, Promise<Redirects>>();
  parsed.set(repository, kept);
  const { oid } = version;
  const redirects = kept.get(oid) ?? repository.readBlob(oid).then(decodeRedirects);
  // What could not be read may be there another time.
  redirects.catch(() => kept.delete(oid));
  kept.delete(oid);
  kept.set(oid, redirects);
  for (const oldest of kept.keys()) if (kept.size > MAX_KEPT) kept.delete(oldest);
  return redirects;
}

/** The redirects of a revision, by its tree; none in a wiki without commits. @throws as reading trees and blobs */
export async function redirectsOfTree(
  context: Pick<WikiContext, 'repository'>,
  tree: Oid | undefined,
): Promise<Redirects> {
  const entries = tree === undefined ? [] : await context.repository.readTree(tree);
  return readRedirects(
    context,
    entries.find(({ name }) => name === REDIRECTS_FILE),
  );
}

function decodeRedirects(bytes: Uint8Array): Redirects {
  return parseRedirects(new TextDecoder().decode(bytes));
}
