import { diffTrees, GitError, isOid, type Oid, type Ref } from '@holt/git';
import { readTags, readTitle } from '@holt/markdown';
import type { RecentPage, SearchEntry, SearchRoot } from '@holt/search';
import { type MayRead, mayReadAll } from './may-read.ts';
import { pageOfFile } from './page-of-file.ts';
import { scanTexts } from './scan-texts.ts';
import { TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';

export interface OverlayOptions {
  /** Texts are read only of pages whose path begins with this. */
  prefix?: string | undefined;
  /** Others are left out before anything is bounded or counted. Default: all. */
  mayRead?: MayRead | undefined;
}

/** What an index doesn't know of the pages at HEAD. */
export interface SearchOverlay {
  pages: RecentPage[];
  /** Pages among them whose texts were not read, as there are too many: only their path is known. */
  notSearched: number;
}

/** So much of a text is looked at for the page's title: all of it may have to be parsed to find that there is no heading. */
const TITLE_CHARACTERS = 4096;
/** What is read is searched word by word: so many UTF-16 units take a second or two. */
const MAX_UNITS = 8 * 1024 * 1024;

/**
 * The pages that are not at HEAD what the index has them for, read from git: those that changed since the index was written, or that it
 * had no room for. Without an index, all there are.
 *
 * Reads the folders that differ, and the texts of the pages that do, at most as many as {@link scanTexts} reads, and
 * about 8 MiB.
 *
 * @throws GitError, StorageError
 */
export async function searchOverlay(
  context: WikiContext,
  head: Ref,
  root: SearchRoot | undefined,
  { prefix = '', mayRead = mayReadAll }: OverlayOptions = {},
): Promise<SearchOverlay> {
  const versions = await changedVersions(context, head, root);
  const known = knownVersions(root);
  const pages: RecentPage[] = [];
  const unread: { path: string; version: Oid }[] = [];
  for (const [path, version] of versions) {
    if (!mayRead(path)) continue;
    // What is not asked for is as good as gone.
    if (version === undefined || !path.startsWith(prefix)) pages.push({ path, generation: head.generation });
    else if (known.get(path) !== version) unread.push({ path, version });
  }
  unread.sort((a, b) => (a.path < b.path ? -1 : 1));
  const toPage = (entry: SearchEntry): RecentPage => ({ path: entry.path, generation: head.generation, entry });
  let units = 0;
  const read = await scanTexts(context, unread, ({ path, version }, text) => {
    pages.push(toPage(entryOfText(context, { path, version, generation: head.generation }, text)));
    units += text.length;
    return units > MAX_UNITS;
  });
  for (const { path, version } of unread.slice(read)) {
    pages.push(toPage(entryOfText(context, { path, version, generation: head.generation }, '')));
  }
  return { pages, notSearched: unread.length - read };
}

/** The pages that may be different at HEAD, with their versions there; undefined: gone. */
async function changedVersions(
  context: WikiContext,
  head: Ref,
  root: SearchRoot | undefined,
): Promise<Map<string, Oid | undefined>> {
  const { repository } = context;
  const changes = await diffTrees(repository, await knownTree(context, head, root), head.tree);
  const versions = new Map<string, Oid | undefined>();
  for (const change of changes) {
    const path = pageOfFile(change.path);
    // A file that is spelt anew is gone and there, in any order.
    if (path !== undefined) versions.set(path, change.new?.oid ?? versions.get(path));
  }
  const editor = new TreeEditor(repository, head.tree);
  for (const { path, isApart } of root?.changed ?? []) {
    if (isApart && !versions.has(path)) versions.set(path, (await editor.find(`${path}.md`))?.oid);
  }
  return versions;
}

/** The tree that the index knows all pages of, but for those it has no room for; undefined: none. */
async function knownTree(
  { repository }: WikiContext,
  head: Ref,
  root: SearchRoot | undefined,
): Promise<Oid | undefined> {
  if (root === undefined) return undefined;
  const { main, missingUpTo = 0 } = root;
  const revision = missingUpTo > (main?.generation ?? 0) ? main?.revision : root.revision;
  if (revision === head.oid) return head.tree;
  if (revision === undefined || !isOid(revision)) return undefined;
  try {
    return (await repository.readCommit(revision)).tree;
  } catch (error) {
    // Of another history, as after a backup was restored: then it is known of no page that it is still what the index says.
    if (error instanceof GitError && ['object-missing', 'object-mistyped'].includes(error.code)) return undefined;
    throw error;
  }
}

/** The versions that the root has texts of. */
function knownVersions({ main, changed = [] }: Partial<SearchRoot> = {}): ReadonlyMap<string, Oid> {
  const counting = changed.filter(({ generation }) => generation > (main?.generation ?? 0));
  return new Map(counting.flatMap(({ path, entry }) => (entry === undefined ? [] : [[path, entry.version]])));
}

function entryOfText(
  { wiki }: WikiContext,
  page: Pick<SearchEntry, 'path' | 'version' | 'generation'>,
  text: string,
): SearchEntry {
  const title = readTitle(text.slice(0, TITLE_CHARACTERS), page.path, wiki).toWellFormed();
  return { ...page, title, tags: readTags(text).map((tag) => tag.toWellFormed()), headings: [], text };
}
