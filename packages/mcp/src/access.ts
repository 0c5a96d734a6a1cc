import { allows, checkFilePath, checkPagePath, foldPath, type Right } from '@holt/edge';
import { type MayRead, pageNotFound, parseWikiId, type Wiki, WikiError, type WikiInfo, type Wikis } from '@holt/wiki';
import type { Caller } from './caller.ts';
import { ToolError } from './errors.ts';
import { ofChange } from './of-change.ts';

/** No rule and no token can name it: it stands for all that they leave as the wiki is. */
const ANY_OTHER_PATH = '-';

/** What a change does with a path. */
export interface TouchedPath {
  path: string;
  /** Whether there must be a page; otherwise one may be made there. */
  mustExist: boolean;
  /** Which of several changes does it, from 1. */
  change?: number;
}

/**
 * Opens a wiki in which the caller may read something.
 *
 * @throws ToolError `wiki-not-found`, the same whether there is no such wiki or the caller may not know of it
 * @throws WikiError `invalid-wiki`
 */
export async function openForReading(wikis: Wikis, caller: Caller, id: string): Promise<Wiki> {
  const { owner, name } = parseWikiId(id);
  try {
    const wiki = await wikis.open(id);
    if (mayReadSome(caller, wiki)) return wiki;
  } catch (error) {
    if (!(error instanceof WikiError)) throw error;
    // That its settings are damaged is for those who would be let in by them.
    const isTold = error.code !== 'wiki-not-found' && allows(caller, undefined, owner, name, 'read');
    if (isTold) throw error;
  }
  throw new ToolError(
    'wiki-not-found',
    `There is no wiki "${id}" that you may read. Call list_wikis to see the wikis.`,
    {
      wiki: id,
    },
  );
}

/**
 * Opens a wiki in which the caller may read and write some paths: a writer is shown the pages that its write meets. Whether the pages
 * exist is not looked at, so the refusals don't tell.
 *
 * @throws ToolError `wiki-not-found`, `write-not-allowed`
 * @throws WikiError `invalid-wiki`, `page-not-found` where there must be a page that the caller may not read
 */
export async function openForWriting(
  wikis: Wikis,
  caller: Caller,
  id: string,
  touched: readonly TouchedPath[],
): Promise<Wiki> {
  const wiki = await openForReading(wikis, caller, id);
  if (!mayWriteSome(caller, wiki)) throw writeNotAllowed(wiki, `${id} but not write it`, 'to this wiki');
  for (const { path, mustExist, change } of touched) {
    if (mustExist && !mayRead(caller, wiki, path)) throw ofChange(pageNotFound(wiki, path), change);
    if (!mayWrite(caller, wiki, path) || (!mustExist && isLikeHidden(caller, wiki, path))) {
      throw ofChange(writeNotAllowed(wiki, `some of ${id} but not write "${path}"`, 'to this path'), change);
    }
  }
  return wiki;
}

/** @param path of a page; left out for all of the wiki */
export function mayRead(caller: Caller, wiki: WikiInfo, path?: string): boolean {
  return may(caller, wiki, 'read', path);
}

/**
 * What reading pages is told of the caller's rights: nothing where they have no bounds, as looking for what to leave out of a commit costs
 * a look at all that it changed.
 */
export function limitsOf(caller: Caller, wiki: WikiInfo): { mayRead?: MayRead } {
  return mayRead(caller, wiki) ? {} : { mayRead: (path) => mayRead(caller, wiki, path) };
}

/** Whether the caller may read anything at all in the wiki. */
export function mayReadSome(caller: Caller, wiki: WikiInfo): boolean {
  return somePaths(caller, wiki).some((path) => mayRead(caller, wiki, path));
}

/** Whether there is anything in the wiki that the caller may read and write. */
export function mayWriteSome(caller: Caller, wiki: WikiInfo): boolean {
  return somePaths(caller, wiki).some((path) => mayWrite(caller, wiki, path));
}

/** @param path of a page */
export function mayWrite(caller: Caller, wiki: WikiInfo, path: string): boolean {
  return mayRead(caller, wiki, path) && may(caller, wiki, 'write', path);
}

function may(caller: Caller, wiki: WikiInfo, right: Right, path: string | undefined): boolean {
  return allows(caller, wiki, wiki.owner, wiki.name, right, path);
}

/** Paths of which one is allowed if any is: what holds for a path holds for the longest of these above it. */
function somePaths({ paths = [] }: Caller, { rules }: WikiInfo): string[] {
  return [ANY_OTHER_PATH, ...paths, ...rules.map(([path]) => path)];
}

/**
 * Whether a new path differs only by case or Unicode form from what the caller may not read. The wiki lets no two such paths be, so its
 * refusal would tell that there is a page.
 */
function isLikeHidden(caller: Caller, wiki: WikiInfo, path: string): boolean {
  // What no page or file may be called is refused as that. Folding it could take long.
  if (checkPagePath(path) !== '' && checkFilePath(path) !== '') return false;
  const isBelow = (below: string, above: string) => `${below}/`.startsWith(`${above}/`);
  return wiki.rules.some(
    ([hidden]) => !isBelow(path, hidden) && isBelow(foldPath(path), foldPath(hidden)) && !mayRead(caller, wiki, hidden),
  );
}

function writeNotAllowed({ id }: WikiInfo, what: string, where: string): ToolError {
  return new ToolError(
    'write-not-allowed',
    `You may read ${what}. Nothing was changed. Ask whoever connected you for write access ${where}.`,
    { wiki: id },
  );
}
