import { pageUrl } from '@holt/edge';
import { encodeBlob, GitError, type GitObject, type Oid, type Repository } from '@holt/git';
import { decodePage, encodePage } from './check-changes.ts';
import { WikiError } from './errors.ts';
import { mapLimit } from './map-limit.ts';
import type { DeletePage, EditPage, MovePage, PageChange, PutPage, WrittenPage } from './page-change.ts';
import { pageNotFound } from './page-not-found.ts';
import { pageOfFile } from './page-of-file.ts';
import { rebaseText } from './rebase-text.ts';
import { changeRedirects, REDIRECTS_FILE, type RedirectStep } from './redirects.ts';
import { createRelinkBudget, type Relinking, relink } from './rename-links.ts';
import { type FoundFile, TreeEditor } from './tree-editor.ts';
import type { WikiId } from './wiki-id.ts';

const PARALLEL = 16;
const NOTHING_MOVED: ReadonlyMap<string, string> = new Map();

export interface ApplyOptions {
  /** How to read a version of a page; default: from the repository. */
  readBlob?: Repository['readBlob'];
  /** Whether a page ever had a version, where its writer may know no other page's. Default: any version may be a base. */
  hadVersion?: ((path: string, version: Oid) => Promise<boolean>) | undefined;
  /** Which links are rewritten because of renames. Default: none. */
  relinking?: Relinking | undefined;
}

export interface AppliedChanges {
  tree: Oid;
  /** Blobs and trees that the repository may not hold yet. */
  objects: GitObject[];
  pages: WrittenPage[];
}

/**
 * Applies the steps of a write to a tree, in order, and stores nothing. A page that is renamed leaves a redirect, and takes its relative
 * links along; pages that link to it and have no step of their own have their links rewritten.
 *
 * @param tree the tree of HEAD; undefined in a wiki without commits
 * @param changes as checkChanges lets them pass
 * @throws WikiError what the first impossible step is refused with
 */
export async function applyChanges(
  repository: Repository,
  wiki: WikiId,
  tree: Oid | undefined,
  changes: readonly PageChange[],
  { readBlob = repository.readBlob, hadVersion, relinking }: ApplyOptions = {},
): Promise<AppliedChanges> {
  const editor = new TreeEditor(repository, tree);
  const staged = new Map<Oid, GitObject>();
  const stagedAt = new Map<string, Oid>();
  const before = new Map<string, Oid | undefined>();
  const after = new Map<string, Oid | undefined>();
  const merged = new Set<string>();
  const redirects: RedirectStep[] = [];
  const relinked = new Set<string>();

  const record = (path: string, old: Oid | undefined, now: Oid | undefined) => {
    if (!before.has(path)) before.set(path, old);
    after.set(path, now);
    if (old === undefined && now !== undefined) redirects.push({ arrived: path });
  };
  const keep = (content: Uint8Array) => {
    const blob = encodeBlob(content);
    staged.set(blob.oid, blob);
    return blob.oid;
  };
  const stage = async (filePath: string, content: Uint8Array, found: FoundFile | undefined) => {
    const oid = keep(content);
    stagedAt.set(found?.filePath ?? filePath, oid);
    await editor.put(found?.filePath ?? filePath, oid);
    return oid;
  };
  const unstage = async ({ filePath }: FoundFile) => {
    await editor.remove(filePath);
    stagedAt.delete(filePath);
  };
  const existing = async (path: string) => {
    const found = await editor.find(`${path}.md`);
    if (found !== undefined) return found;
    throw pageNotFound(wiki, path);
  };
  const readBytes = async (oid: Oid) => staged.get(oid)?.content ?? (await readBlob(oid));
  const readBase = async (path: string, base: Oid) => {
    if (hadVersion !== undefined && !(await hadVersion(path, base))) return undefined;
    try {
      return await readBytes(base);
    } catch (error) {
      // A version that this wiki never had has no text to show; the conflict itself is what matters.
      if (error instanceof GitError && ['object-missing', 'object-mistyped'].includes(error.code)) return undefined;
      throw error;
    }
  };
  const isStale = ({ baseVersion }: { baseVersion?: string }, found: FoundFile | undefined) =>
    baseVersion !== undefined && baseVersion !== found?.oid;
  /** What the writer made of an older version, merged with what the page has become since. */
  const rebase = async (
    { path, baseVersion = '' }: PutPage | EditPage,
    found: FoundFile | undefined,
    change: (base: Uint8Array | undefined) => Uint8Array | undefined,
  ) => {
    const [base, theirs] = await Promise.all([readBase(path, baseVersion), found && readBytes(found.oid)]);
    const stale = { path, baseVersion, base, mine: change(base), currentVersion: found?.oid, theirs };
    const text = decodePage(path, await rebaseText(stale));
    merged.add(path);
    return encodePage(path, text);
  };
  const checkBase = async (change: DeletePage | MovePage, found: FoundFile) => {
    if (!isStale(change, found)) return;
    const { path, baseVersion = '' } = change;
    const [base, theirs] = await Promise.all([readBase(path, baseVersion), readBytes(found.oid)]);
    await rebaseText({ path, baseVersion, base, mine: undefined, currentVersion: found.oid, theirs });
  };

  /** What a page's text becomes when it moves; undefined: it stays. Where links lead is changed once, however far the page goes. */
  const moveText = async ({ path, newPath }: MovePage, found: FoundFile) => {
    if (relinking === undefined) return undefined;
    const moved = relinked.delete(path) ? NOTHING_MOVED : relinking.moved;
    relinked.add(newPath);
    return relink(await readBytes(found.oid), { path, newPath }, { ...relinking, moved });
  };
  /** Links in pages that the write itself gives a text stay as their writer wants them. */
  const relinkOthers = async ({ linkers, ...links }: Relinking) => {
    const paths = linkers.filter((path) => !after.has(path));
    const budget = createRelinkBudget();
    for (let first = 0; first < paths.length; first += PARALLEL) {
      const read = await mapLimit(paths.slice(first, first + PARALLEL), PARALLEL, async (path) => {
        const found = await editor.find(`${path}.md`);
        return found && { path, found, bytes: await readBytes(found.oid) };
      });
      for (const linker of read) {
        if (linker === undefined || !budget.takes(linker.bytes)) continue;
        const { path, found, bytes } = linker;
        const text = relink(bytes, { path }, links);
        if (text !== undefined) record(path, found.oid, await stage(`${path}.md`, text, found));
      }
    }
  };
  const keepRedirects = async () => {
    const file = await editor.find(REDIRECTS_FILE);
    const isRenaming = redirects.some((step) => 'from' in step);
    if (file === undefined ? !isRenaming : !isRedirects(file)) return;
    const text = file === undefined ? '' : new TextDecoder().decode(await readBytes(file.oid));
    const changed = changeRedirects(text, redirects);
    if (changed === text) return;
    if (changed === '' && file !== undefined) await unstage(file);
    else await stage(REDIRECTS_FILE, new TextEncoder().encode(changed), file).catch(unlessCollision);
  };

  for (const change of changes) {
    switch (change.op) {
      case 'put': {
        const found = await editor.find(`${change.path}.md`);
        const mine = encodePage(change.path, change.content);
        const text = isStale(change, found) ? await rebase(change, found, () => mine) : mine;
        const oid = await stage(`${change.path}.md`, text, found);
        record(change.path, found?.oid, oid);
        break;
      }
      case 'edit': {
        const found = await existing(change.path);
        const edit = (text: Uint8Array) =>
          encodePage(change.path, replaceOnce(change.path, decodePage(change.path, text), change));
        const text = isStale(change, found)
          ? await rebase(change, found, (base) => base && edit(base))
          : edit(await readBytes(found.oid));
        const oid = await stage(found.filePath, text, found);
        record(change.path, found.oid, oid);
        break;
      }
      case 'move': {
        const found = await existing(change.path);
        await checkBase(change, found);
        const taken = await editor.find(`${change.newPath}.md`);
        if (taken !== undefined && taken.filePath !== found.filePath) {
          throw new WikiError(
            'page-exists',
            `"${change.path}" can't be renamed to "${change.newPath}": a page of that path exists. Choose another path, or delete that page first.`,
            { path: change.path, newPath: change.newPath },
          );
        }
        const text = await moveText(change, found);
        await unstage(found);
        const oid = text === undefined ? found.oid : keep(text);
        stagedAt.set(`${change.newPath}.md`, oid);
        await editor.put(`${change.newPath}.md`, oid);
        record(change.path, found.oid, undefined);
        record(change.newPath, undefined, oid);
        redirects.push({ from: change.path, to: change.newPath });
        break;
      }
      case 'delete': {
        const found = await existing(change.path);
        await checkBase(change, found);
        await unstage(found);
        record(change.path, found.oid, undefined);
        break;
      }
      case 'store': {
        const found = await editor.find(change.path);
        if (change.ifVersion !== undefined && change.ifVersion !== (found?.oid ?? 'none')) {
          throw new WikiError(
            'conflict',
            `"${change.path}" was changed by someone else just now. Nothing was changed. Look at it, then try again.`,
            { path: change.path, currentVersion: found?.oid },
          );
        }
        const page = pageOfFile(change.path);
        const oid = change.content === null ? undefined : await stage(change.path, change.content, found);
        if (oid === undefined && found !== undefined) await unstage(found);
        if (page !== undefined) record(page, found?.oid, oid);
        break;
      }
    }
  }

  if (relinking !== undefined) await relinkOthers(relinking);
  if (redirects.length > 0) await keepRedirects();

  const built = await editor.build();
  const blobs = [...new Set(stagedAt.values())].flatMap((oid) => staged.get(oid) ?? []);
  const pages = [...after].map(([path, version]): WrittenPage => {
    const previousVersion = before.get(path);
    return {
      path,
      ...(version === undefined ? {} : { version }),
      ...(previousVersion === undefined ? {} : { previousVersion }),
      ...(merged.has(path) ? { merged: true as const } : {}),
      url: pageUrl(wiki.owner, wiki.name, path),
    };
  });
  return { tree: built.tree, objects: [...blobs, ...built.objects], pages };
}

function isRedirects({ filePath, mode }: FoundFile): boolean {
  return filePath === REDIRECTS_FILE && mode.startsWith('100');
}

/** A wiki that has a folder of that name, or another spelling of it, keeps no redirects. */
function unlessCollision(error: unknown): void {
  if (!(error instanceof WikiError && error.code === 'path-collides')) throw error;
}

function replaceOnce(path: string, text: string, { oldText, newText }: EditPage): string {
  if (oldText === '') {
    throw new WikiError('text-not-found', `The text to replace in "${path}" is empty. Give some text of the page.`, {
      path,
    });
  }
  const at = text.indexOf(oldText);
  if (at < 0) {
    throw new WikiError(
      'text-not-found',
      `"${path}" does not contain the text to replace; nothing was changed. Read the page again and copy the text exactly, with its spaces and line ends.`,
      { path },
    );
  }
  if (text.indexOf(oldText, at + 1) >= 0) {
    throw new WikiError(
      'text-ambiguous',
      `"${path}" contains the text to replace more than once; nothing was changed. Give more of the text around it, so that it is found once.`,
      { path },
    );
  }
  return text.slice(0, at) + newText + text.slice(at + oldText.length);
}
