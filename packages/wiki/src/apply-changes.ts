import { checkFilePath, checkPagePath, pageUrl, toPagePath } from '@holt/edge';
import { encodeBlob, type GitObject, type Oid, type Repository } from '@holt/git';
import { MAX_PAGE_BYTES, readFrontMatter } from '@holt/markdown';
import { WikiError } from './errors.ts';
import type { EditPage, PageChange, WrittenPage } from './page-change.ts';
import { type FoundFile, TreeEditor } from './tree-editor.ts';
import type { WikiId } from './wiki-id.ts';

/** An attachment's largest size: what fits in one Lambda request after base64. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
const MAX_CHANGES = 100_000;

export interface AppliedChanges {
  tree: Oid;
  /** Blobs and trees that the repository may not hold yet. */
  objects: GitObject[];
  pages: WrittenPage[];
}

/**
 * Applies the steps of a write to a tree, in order, and stores nothing.
 *
 * @param tree the tree of HEAD; undefined in a wiki without commits
 * @throws WikiError what the first impossible step is refused with
 */
export async function applyChanges(
  repository: Repository,
  wiki: WikiId,
  tree: Oid | undefined,
  changes: readonly PageChange[],
): Promise<AppliedChanges> {
  checkChanges(changes);
  const editor = new TreeEditor(repository, tree);
  const staged = new Map<Oid, GitObject>();
  const stagedAt = new Map<string, Oid>();
  const before = new Map<string, Oid | undefined>();
  const after = new Map<string, Oid | undefined>();

  const record = (path: string, old: Oid | undefined, now: Oid | undefined) => {
    if (!before.has(path)) before.set(path, old);
    after.set(path, now);
  };
  const readText = async (oid: Oid) =>
    new TextDecoder().decode(staged.get(oid)?.content ?? (await repository.readBlob(oid)));
  const stage = async (filePath: string, content: Uint8Array, found: FoundFile | undefined) => {
    const blob = encodeBlob(content);
    staged.set(blob.oid, blob);
    stagedAt.set(found?.filePath ?? filePath, blob.oid);
    await editor.put(found?.filePath ?? filePath, blob.oid);
    return blob.oid;
  };
  const existing = async (path: string) => {
    const found = await editor.find(`${path}.md`);
    if (found !== undefined) return found;
    throw new WikiError(
      'page-not-found',
      `There is no page "${path}" in ${wiki.id}. List the pages to find its path, or write it as a new page.`,
      { path },
    );
  };
  const checkBase = async (path: string, base: string | undefined, found: FoundFile | undefined, mine?: string) => {
    if (base === undefined || base === found?.oid) return;
    const theirs = found && (await readText(found.oid));
    throw new WikiError(
      'conflict',
      found === undefined
        ? `The page "${path}" was deleted or renamed since version ${base} was read. Nothing was changed. Read the wiki again; to bring the page back, write it without a base version.`
        : `The page "${path}" has moved on: it is at version ${found.oid}, not ${base}. Nothing was changed. Put your change into the current text and write it with base version ${found.oid}.`,
      { path, baseVersion: base, currentVersion: found?.oid, base: await readBase(base), theirs, mine },
    );
  };
  const readBase = async (base: string) => {
    try {
      return await readText(base);
    } catch {
      // A version that this wiki never had has no text to show; the conflict itself is what matters.
      return undefined;
    }
  };

  const editOfBase = async (change: EditPage) => {
    const base = change.baseVersion === undefined ? undefined : await readBase(change.baseVersion);
    return base?.replace(change.oldText, () => change.newText);
  };

  for (const change of changes) {
    switch (change.op) {
      case 'put': {
        const found = await editor.find(`${change.path}.md`);
        await checkBase(change.path, change.baseVersion, found, change.content);
        const oid = await stage(`${change.path}.md`, encodeText(change.path, change.content), found);
        record(change.path, found?.oid, oid);
        break;
      }
      case 'edit': {
        const found = await existing(change.path);
        const current = await readText(found.oid);
        await checkBase(change.path, change.baseVersion, found, await editOfBase(change));
        const text = replaceOnce(change.path, current, change.oldText, change.newText);
        const oid = await stage(found.filePath, encodeText(change.path, text), found);
        record(change.path, found.oid, oid);
        break;
      }
      case 'move': {
        const found = await existing(change.path);
        await checkBase(change.path, change.baseVersion, found);
        const taken = await editor.find(`${change.newPath}.md`);
        if (taken !== undefined && taken.filePath !== found.filePath) {
          throw new WikiError(
            'page-exists',
            `"${change.path}" can't be renamed to "${change.newPath}": a page of that path exists. Choose another path, or delete that page first.`,
            { path: change.path, newPath: change.newPath },
          );
        }
        await editor.remove(found.filePath);
        stagedAt.delete(found.filePath);
        stagedAt.set(`${change.newPath}.md`, found.oid);
        await editor.put(`${change.newPath}.md`, found.oid);
        record(change.path, found.oid, undefined);
        record(change.newPath, undefined, found.oid);
        break;
      }
      case 'delete': {
        const found = await existing(change.path);
        await checkBase(change.path, change.baseVersion, found);
        await editor.remove(found.filePath);
        stagedAt.delete(found.filePath);
        record(change.path, found.oid, undefined);
        break;
      }
      case 'store': {
        const found = await editor.find(change.path);
        const oid = await stage(change.path, change.content, found);
        const page = pageOfFile(change.path);
        if (page !== undefined) record(page, found?.oid, oid);
        break;
      }
    }
  }

  const built = await editor.build();
  const blobs = [...new Set(stagedAt.values())].flatMap((oid) => staged.get(oid) ?? []);
  const pages = [...after].map(([path, version]): WrittenPage => {
    const previousVersion = before.get(path);
    return {
      path,
      ...(version === undefined ? {} : { version }),
      ...(previousVersion === undefined ? {} : { previousVersion }),
      url: pageUrl(wiki.owner, wiki.name, path),
    };
  });
  return { tree: built.tree, objects: [...blobs, ...built.objects], pages };
}

/** The page path of a file that is a page; undefined for attachments and for names that no page may have. */
export function pageOfFile(filePath: string): string | undefined {
  if (!filePath.endsWith('.md')) return undefined;
  const path = toPagePath(filePath.slice(0, -3));
  return checkPagePath(path) === '' ? path : undefined;
}

function checkChanges(changes: readonly PageChange[]): void {
  if (changes.length === 0) throw new WikiError('invalid-request', 'A write needs at least one change.');
  if (changes.length > MAX_CHANGES) {
    throw new WikiError(
      'too-large',
      `A write of ${changes.length} changes is over the limit of ${MAX_CHANGES}. Split it.`,
    );
  }
  for (const change of changes) {
    if (change.op === 'store') checkStored(change.path, change.content);
    else {
      refuse(change.path, checkPagePath(change.path));
      if (change.op === 'move') refuse(change.newPath, checkPagePath(change.newPath));
    }
  }
}

function checkStored(path: string, content: Uint8Array): void {
  if (path.endsWith('.md')) refuse(path, checkPagePath(toPagePath(path.slice(0, -3))));
  else refuse(path, checkFilePath(path));
  const limit = path.endsWith('.md') ? MAX_PAGE_BYTES : MAX_FILE_BYTES;
  if (content.byteLength > limit) {
    throw new WikiError('too-large', `"${path}" has ${content.byteLength} bytes; the limit is ${limit}.`, {
      path,
      limit,
    });
  }
}

/** @throws WikiError `invalid-path` when there is a reason against the path */
export function refuse(path: string, reason: string): void {
  if (reason !== '') throw new WikiError('invalid-path', `"${shorten(path)}" can't be a path: ${reason}`, { path });
}

function shorten(path: string): string {
  const shown = path.toWellFormed().replace(/\p{C}/gu, '\ufffd');
  return shown.length > 80 ? `${shown.slice(0, 80).toWellFormed()}…` : shown;
}

function encodeText(path: string, text: string): Uint8Array {
  if (!text.isWellFormed()) {
    throw new WikiError(
      'not-utf8',
      `The text for "${path}" has half a surrogate pair, so it can't be UTF-8. Mend it.`,
      {
        path,
      },
    );
  }
  const bytes = new TextEncoder().encode(text);
  if (bytes.byteLength > MAX_PAGE_BYTES) {
    throw new WikiError(
      'too-large',
      `The text for "${path}" has ${bytes.byteLength} bytes; a page has at most ${MAX_PAGE_BYTES}. Split it into several pages.`,
      { path, limit: MAX_PAGE_BYTES },
    );
  }
  if (readFrontMatter(text).titleEmpty) {
    throw new WikiError(
      'empty-title',
      `The front matter of "${path}" has an empty title. Give the title a text, or leave the line out.`,
      { path },
    );
  }
  return bytes;
}

function replaceOnce(path: string, text: string, oldText: string, newText: string): string {
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
