import { checkPagePath } from '@holt/edge';
import { diffTrees, type Oid, type Ref } from '@holt/git';
import { findLinks, readTitle } from '@holt/markdown';
import { attachmentOfFile } from './attachment-of-file.ts';
import { refuse } from './check-changes.ts';
import { linksInText } from './links-of-page.ts';
import { mapLimit } from './map-limit.ts';
import { type MayRead, mayReadAll } from './may-read.ts';
import { pageNotFound } from './page-not-found.ts';
import { pageTouches } from './page-touches.ts';
import { publishedLinkers } from './published-linkers.ts';
import { publishedPages } from './published-pages.ts';
import { allNames, redirectsFor, wayOnFrom } from './reached-addresses.ts';
import { readUsableMark } from './recent-changes.ts';
import type { Redirects } from './redirects.ts';
import { readText } from './render-version.ts';
import { namesOf } from './stand-ins.ts';
import { TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';

export interface LinkOut {
  /** A page's path, a file's path, or a URL. */
  target: string;
  kind: 'page' | 'file' | 'external';
  /** Nothing is there. Absent where something is, of URLs, and of what the caller may not read. */
  isMissing?: true;
}

export interface PageLinks {
  /** Each target once, in the text's order; at most 1,000. */
  out: LinkOut[];
  /** Paths of the pages that link there, sorted; at most 1,000. */
  in: string[];
}

export interface LinksOptions {
  /** Default: all. */
  mayRead?: MayRead;
}

const MAX_LISTED = 1000;
const PARALLEL = 16;
/** A page that was renamed often may be linked by each of its old paths; so many of the newest are asked. */
const MAX_OLD_PATHS = 20;
/** So many pages that changed after the last publication are read to bring the list of linkers up to HEAD. */
const MAX_UNPUBLISHED = 20;

/**
 * Where a page's text leads, and which pages lead there: by its path, by a path that it had, or by its bare name. Links of other pages to
 * their own headings, and of this page to itself, are none.
 *
 * What leads there is told as of HEAD where at most 20 pages changed since the last publication, else as of that. Pages that `mayRead` refuses
 * lead nowhere, and of a target that it refuses nothing is told but that the page's own text names it.
 *
 * Reads the ref, the page, the folders on its path and on those of at most 1,000 targets, the redirects, the recent changes, the published
 * lists of linkers of at most 24 addresses, and the sidebar where a target is not found; where something is not published yet, the folders that
 * changed since and at most 20 pages.
 *
 * @throws WikiError `invalid-path`, `page-not-found` (also of a page that may not be read)
 */
export async function pageLinks(
  context: WikiContext,
  path: string,
  { mayRead = mayReadAll }: LinksOptions = {},
): Promise<PageLinks> {
  refuse(path, checkPagePath(path));
  const { repository, wiki } = context;
  const [head, mark] = await Promise.all([repository.readRef(), readUsableMark(context)]);
  const tree = head && new TreeEditor(repository, head.tree);
  const file = await tree?.find(`${path}.md`);
  if (head === undefined || tree === undefined || file === undefined) throw pageNotFound(wiki, path);
  const [text, redirects] = await Promise.all([readText(context, file.oid), redirectsFor(context, head.tree, mayRead)]);
  if (!mayRead(path)) throw pageNotFound(wiki, path);
  const addresses = await addressesOf(readTitle(text, path, wiki), { path, text, tree, redirects, mayRead });
  const [out, linkers] = await Promise.all([
    linksOut(context, { path, text, tree, redirects, mayRead }),
    linkersAtHead(context, addresses, head, mark?.revision),
  ]);
  linkers.delete(path);
  return { out, in: [...linkers].filter(mayRead).sort().slice(0, MAX_LISTED) };
}

/** The addresses at which a page is linked to. */
async function addressesOf(
  title: string,
  { path, tree, redirects, mayRead }: TextAtHead,
): Promise<ReadonlySet<string>> {
  const old = [...redirects].filter(([, to]) => to === path).slice(-MAX_OLD_PATHS);
  const addresses = new Set([path, ...old.map(([from]) => from)]);
  for (const name of namesOf(path, title)) {
    // What a page or a redirect is at leads there, and to no other page of that name.
    if (mayRead(name) && !redirects.has(name) && (await tree.find(`${name}.md`)) === undefined) addresses.add(name);
  }
  return addresses;
}

interface TextAtHead {
  path: string;
  text: string;
  tree: TreeEditor;
  redirects: Redirects;
  mayRead: MayRead;
}

async function linksOut(
  context: WikiContext,
  { path, text, tree, redirects, mayRead }: TextAtHead,
): Promise<LinkOut[]> {
  const { titleFirst } = context.wiki;
  const targets = new Map<string, Pick<LinkOut, 'target' | 'kind'>>();
  for (const { kind, target } of findLinks(text, path, { titleFirst })) {
    if (kind === 'fragment' || (kind === 'page' && target === path)) continue;
    targets.set(`${kind} ${target}`, { target, kind });
  }
  let published: Promise<Set<string>> | undefined;
  const namesReadable = () => {
    published ??= publishedPages(context).then((pages) => allNames(pages.filter((page) => mayRead(page.path))));
    return published;
  };
  const isThere = async (page: string) => mayRead(page) && (await tree.find(`${page}.md`)) !== undefined;
  const leadsOn = async (page: string) => {
    const way = wayOnFrom(page, { names: page.includes('/') ? new Set() : await namesReadable(), redirects });
    return way === true || (way !== undefined && (await isThere(way)));
  };
  return mapLimit([...targets.values()].slice(0, MAX_LISTED), PARALLEL, async (link): Promise<LinkOut> => {
    const { target, kind } = link;
    if (kind === 'external' || !mayRead(target)) return link;
    const isFound = kind === 'page' ? (await isThere(target)) || (await leadsOn(target)) : await isFile(tree, target);
    return isFound ? link : { ...link, isMissing: true };
  });
}

async function isFile(tree: TreeEditor, path: string): Promise<boolean> {
  const file = await tree.find(path);
  return file !== undefined && attachmentOfFile(file.filePath) !== undefined;
}

/** Which pages link to one of some addresses. @param published the last revision whose links are in what is published */
async function linkersAtHead(
  context: WikiContext,
  addresses: ReadonlySet<string>,
  head: Ref,
  published: Oid | undefined,
): Promise<Set<string>> {
  const listed = await mapLimit([...addresses], PARALLEL, (address) => publishedLinkers(context, address));
  const linkers = new Set(listed.flat());
  if (published === undefined || published === head.oid) return linkers;
  const { tree } = await context.repository.readCommit(published);
  const changes = await diffTrees(context.repository, tree, head.tree);
  const touches = [...pageTouches({ changes, moves: new Map() }).values()];
  if (touches.length > MAX_UNPUBLISHED) return linkers;
  await mapLimit(touches, PARALLEL, async ({ path, now }) => {
    const links = now === undefined ? [] : await linksInText(context, path, now);
    if (links.some((target) => addresses.has(target))) linkers.add(path);
    else linkers.delete(path);
  });
  return linkers;
}
