import type { Oid, Repository } from '@holt/git';
import { changePart } from './change-part.ts';
import { decodePage, encodePage } from './check-changes.ts';
import { WikiError } from './errors.ts';
import type { MayRead } from './may-read.ts';
import type { DeletePage, MovePage, PageChange, PartChange, PutPage, StoreFile } from './page-change.ts';
import { pageDeleted, pageNotFound, pageRenamed } from './page-not-found.ts';
import { pageOfFile } from './page-of-file.ts';
import { RenameFollower } from './rename-follower.ts';
import type { Relinking } from './rename-links.ts';
import { type AppliedChanges, StagedTree } from './staged-tree.ts';
import { type HadVersion, StaleBases } from './stale-bases.ts';
import { tellChange } from './tell-change.ts';
import type { FoundFile } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';

export interface ApplyOptions {
  /** How to read a version of a page; default: from the repository. */
  readBlob?: Repository['readBlob'];
  /** Whether a page ever had a version, where its writer may know no other page's. Default: any version may be a base. */
  hadVersion?: HadVersion | undefined;
  /** Which links are rewritten because of renames. Default: none. */
  relinking?: Relinking | undefined;
  /** Which paths a refusal may name as those where pages went. Default: all. */
  mayRead?: MayRead | undefined;
  /** Whether a page that is not there was deleted, as far as that is known. Default: nothing is known. */
  wasDeleted?: ((path: string) => Promise<boolean>) | undefined;
}

/**
 * Applies the steps of a write to a tree, in order, and stores nothing. A page that is renamed leaves a redirect, and takes its relative
 * links along; pages that link to it and have no step of their own have their links rewritten.
 *
 * @param tree the tree of HEAD; undefined in a wiki without commits
 * @param changes as checkChanges lets them pass
 * @throws WikiError what the first impossible step is refused with; `data.change` tells which of several it is, from 1
 */
export async function applyChanges(
  repository: Repository,
  wiki: WikiContext['wiki'],
  tree: Oid | undefined,
  changes: readonly PageChange[],
  { readBlob = repository.readBlob, hadVersion, relinking, mayRead, wasDeleted }: ApplyOptions = {},
): Promise<AppliedChanges> {
  const staged = new StagedTree(repository, wiki, tree, readBlob);
  const writing = {
    wiki,
    tree: staged,
    bases: new StaleBases(staged, hadVersion),
    renames: new RenameFollower(staged, relinking),
    mayRead,
    wasDeleted,
  };
  for (const [index, change] of changes.entries()) {
    await apply(writing, change).catch((error: unknown) => {
      throw tellChange(error, changes, index);
    });
  }
  await writing.renames.finish();
  return staged.build();
}

interface Writing extends Pick<ApplyOptions, 'mayRead' | 'wasDeleted'> {
  wiki: WikiContext['wiki'];
  tree: StagedTree;
  bases: StaleBases;
  renames: RenameFollower;
}

function apply(writing: Writing, change: PageChange): Promise<void> {
  switch (change.op) {
    case 'put':
      return put(writing, change);
    case 'edit':
    case 'insert':
    case 'replace-section':
    case 'properties':
      return changePage(writing, change);
    case 'move':
      return move(writing, change);
    case 'delete':
      return remove(writing, change);
    case 'store':
      return store(writing, change);
  }
}

async function put(writing: Writing, change: PutPage): Promise<void> {
  const { tree, bases } = writing;
  const { path, baseVersion } = change;
  const found = await tree.find(`${path}.md`);
  if (baseVersion === 'none' && found !== undefined) {
    throw new WikiError(
      'page-exists',
      `The page "${path}" is there already, at version ${found.oid}; nothing was changed. Read it, and change it on that version.`,
      { path, currentVersion: found.oid },
    );
  }
  const mine = encodePage(path, change.content);
  const isStale = baseVersion !== 'none' && bases.isStale(change, found);
  const newPath = isStale && found === undefined ? (await whereIs(writing, path)).newPath : undefined;
  const text = isStale ? await bases.merge(change, found, () => mine, newPath) : mine;
  tree.record(path, found?.oid, await tree.put(`${path}.md`, text, found));
}

async function changePage(writing: Writing, change: PartChange): Promise<void> {
  const { wiki, tree, bases } = writing;
  const { path } = change;
  const found = await findExisting(writing, path);
  const changeText = (text: Uint8Array) => encodePage(path, changePart(decodePage(path, text), change, wiki));
  const text = bases.isStale(change, found)
    ? await bases.merge(change, found, (base) => base && changeText(base))
    : changeText(await tree.read(found.oid));
  tree.record(path, found.oid, await tree.put(found.filePath, text, found));
}

async function move(writing: Writing, change: MovePage): Promise<void> {
  const { tree, bases, renames } = writing;
  const { path, newPath } = change;
  const found = await findExisting(writing, path);
  await bases.check(change, found);
  const taken = await tree.find(`${newPath}.md`);
  if (taken !== undefined && taken.filePath !== found.filePath) {
    throw new WikiError(
      'page-exists',
      `"${path}" can't be renamed to "${newPath}": a page of that path exists. Choose another path, or delete that page first.`,
      { path, newPath },
    );
  }
  const text = await renames.move(change, found);
  await tree.remove(found);
  const oid = text === undefined ? found.oid : await tree.put(`${newPath}.md`, text);
  if (text === undefined) await tree.putOid(`${newPath}.md`, oid);
  tree.recordMove(path, found.oid, newPath, oid);
}

async function remove(writing: Writing, change: DeletePage): Promise<void> {
  const { tree, bases } = writing;
  const found = await findExisting(writing, change.path);
  await bases.check(change, found);
  await tree.remove(found);
  tree.record(change.path, found.oid, undefined);
}

async function store({ tree }: Writing, { path, content, ifVersion }: StoreFile): Promise<void> {
  const found = await tree.find(path);
  if (ifVersion !== undefined && ifVersion !== (found?.oid ?? 'none')) {
    throw new WikiError(
      'conflict',
      `"${path}" was changed by someone else just now. Nothing was changed. Look at it, then try again.`,
      { path, currentVersion: found?.oid },
    );
  }
  const page = pageOfFile(path);
  const oid = content === null ? undefined : await tree.put(path, content, found);
  if (oid === undefined && found !== undefined) await tree.remove(found);
  if (page !== undefined) tree.record(page, found?.oid, oid);
}

/** @throws WikiError `page-not-found`, which says where the page went, or that it was deleted, as far as that may be told */
async function findExisting(writing: Writing, path: string): Promise<FoundFile> {
  const { wiki, tree, wasDeleted } = writing;
  const found = await tree.find(`${path}.md`);
  if (found !== undefined) return found;
  const { isMoved, newPath } = await whereIs(writing, path);
  if (newPath !== undefined) throw pageRenamed(wiki, path, newPath);
  throw !isMoved && (await wasDeleted?.(path)) ? pageDeleted(wiki, path) : pageNotFound(wiki, path);
}

/** Where a page went that is not there, if that may be told. */
async function whereIs({ renames, mayRead }: Writing, path: string): Promise<{ isMoved: boolean; newPath?: string }> {
  const newPath = await renames.whereIs(path);
  if (newPath === undefined) return { isMoved: false };
  return mayRead?.(newPath) === false ? { isMoved: true } : { isMoved: true, newPath };
}
