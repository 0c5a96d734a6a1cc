import { levelOf, rank } from '@holt/edge';
import type { Ref } from '@holt/git';
import { readTitle } from '@holt/markdown';
import type { Foreseen } from './foresee.ts';
import { mapLimit } from './map-limit.ts';
import { movesIn } from './moves-in.ts';
import type { WriteRequest } from './page-change.ts';
import { publish } from './publish.ts';
import { publishedLinkers } from './published-linkers.ts';
import { publishedPages } from './published-pages.ts';
import { redirectsOfTree } from './read-redirects.ts';
import type { Redirects } from './redirects.ts';
import type { Relinking } from './rename-links.ts';
import { namesOf } from './stand-ins.ts';
import { TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;
/** So many pages one rename rewrites; links in the others go on by the redirect. */
const MAX_LINKERS = 1000;
const NO_NAMES: ReadonlyMap<string, string> = new Map();

/**
 * What a write that renames pages is to do about links to them: found in the published backlink objects, which are brought up to date
 * first. What can't be read there never stands in the way of a rename: the redirect serves.
 *
 * @param base HEAD, as the write is made on it
 * @returns undefined for a write that renames no page
 */
export async function findLinkers(
  context: WikiContext,
  { changes, mayChange = () => true, ownBasesOnly }: Pick<WriteRequest, 'changes' | 'mayChange' | 'ownBasesOnly'>,
  base: Ref | undefined,
  foreseen: Foreseen,
): Promise<Relinking | undefined> {
  const moves = base === undefined ? undefined : movesIn(changes);
  if (base === undefined || moves === undefined || moves.size === 0) return undefined;
  const mark = await foreseen.mark.catch(() => undefined);
  if ((mark?.generation ?? 0) < base.generation) await publish(context).catch(() => undefined);

  const linkersOfAll = (addresses: Iterable<string>) =>
    mapLimit([...addresses], PARALLEL, (address) => publishedLinkers(context, address).catch(() => []));
  // Whether a bare name is a page's alone depends on all others, and its writer may not know of all.
  const ownNames = ownBasesOnly ? NO_NAMES : bareNames(context, base, moves);
  const [names, linkers] = await Promise.all([ownNames, linkersOfAll(moves.keys())]);
  const all = new Set([...linkers, ...(await linkersOfAll(names.keys()))].flat());
  const mayTell = tellsReaders(context, moves.values());
  const changed = [...all]
    .filter((path) => mayChange(path) && mayTell(path))
    .sort()
    .slice(0, MAX_LINKERS);
  return { moved: new Map([...moves, ...names]), linkers: changed, titleFirst: context.wiki.titleFirst };
}

/** Whether all who may read a page may also know the new paths: else its links stay, and go on by the redirect. */
function tellsReaders({ wiki }: WikiContext, newPaths: Iterable<string>): (path: string) => boolean {
  const record = { public: wiki.public ?? false, rules: wiki.rules ?? [], since: wiki.since ?? 0 };
  const rankOf = (path: string) => rank(levelOf(record, path));
  const needed = Math.max(...Array.from(newPaths, rankOf));
  return (path) => rankOf(path) >= needed;
}

/** Names by which the pages were reached at the wiki's root, they alone, and which they leave behind. */
async function bareNames(context: WikiContext, base: Ref, moves: ReadonlyMap<string, string>): Promise<Redirects> {
  const names = new Map<string, string>();
  const [pages, redirects] = await Promise.all([
    publishedPages(context).catch(() => []),
    redirectsOfTree(context, base.tree),
  ]);
  const titles = new Map(pages.map(({ path, title }) => [path, title]));
  for (const [path, newPath] of moves) {
    const title = titles.get(path);
    if (title === undefined) continue;
    const kept = new Set(namesOf(newPath, await titleAt(context, base, path, newPath)));
    for (const name of namesOf(path, title)) {
      if (!titles.has(name) && !redirects.has(name) && !kept.has(name)) names.set(name, newPath);
    }
  }
  if (names.size === 0) return names;
  for (const { path, title } of pages) {
    for (const name of namesOf(path, title)) if (names.get(name) !== moves.get(path)) names.delete(name);
  }
  return names;
}

/** The title that a page will have elsewhere. */
async function titleAt(
  { repository, wiki }: WikiContext,
  { tree }: Ref,
  path: string,
  newPath: string,
): Promise<string> {
  const file = await new TreeEditor(repository, tree).find(`${path}.md`);
  const text = file === undefined ? '' : new TextDecoder().decode(await repository.readBlob(file.oid));
  return readTitle(text, newPath, wiki);
}
