import { HOME_PAGE } from '@holt/edge';
import { linksOfPage } from './links-of-page.ts';
import { mapLimit } from './map-limit.ts';
import { type MayRead, mayReadAll } from './may-read.ts';
import { type PageFile, pageFiles } from './page-files.ts';
import { publishedLinkers } from './published-linkers.ts';
import { MENU_PAGE } from './put-sidebar.ts';
import { allNames, redirectsFor, type WaysOn, wayOnFrom } from './reached-addresses.ts';
import { indexNames } from './similar-pages.ts';
import { namesOf } from './stand-ins.ts';
import type { WikiContext } from './wiki-context.ts';

export interface SurveyOptions {
  /** Only pages whose path begins with this. */
  prefix?: string;
  /** `next` of the answer before. */
  startAfter?: string;
  /** How many pages are looked at; default 100, maximum 500. */
  limit?: number;
  /** Default: all. */
  mayRead?: MayRead;
}

export interface MissingPage {
  /** Linked, but no page is there. */
  path: string;
  /** Those of the pages that were looked at which link to it, at most 20. */
  from: string[];
}

export interface SimilarPages {
  paths: [string, string];
  /** A sentence. */
  reason: string;
}

export interface Survey {
  /** HEAD as the pages were looked at; undefined in a wiki without commits. */
  revision?: string;
  /** By path, at most 1,000. */
  missing: MissingPage[];
  /** Those of the pages that were looked at to which no other page links, but for the wiki's home and menu. By path. */
  orphans: string[];
  /** Each pair once, with the first of them among the pages that were looked at; by path, at most 200. */
  similar: SimilarPages[];
  /** Pass as `startAfter` to go on; absent at the end. */
  next?: string;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
const MAX_MISSING = 1000;
const MAX_FROM = 20;
const MAX_SIMILAR = 200;
const PARALLEL = 64;
/** Pages that nobody needs to link to: the wiki's own address shows them, or its menu is made from them. */
const ENTRANCES: ReadonlySet<string> = new Set([HOME_PAGE.toLowerCase(), 'index', 'readme', MENU_PAGE.toLowerCase()]);

/**
 * What is amiss among pages: links that lead nowhere, pages that nobody links to, pages that are like each other by name. Looks at some
 * pages a call, in the order of their paths; other pages, as far as they may be read, count for what leads where, and for likeness.
 *
 * Which pages link to one is told as of the last publication; where links lead, as of HEAD. Reads the ref, the published sidebar, every folder
 * of the wiki, the redirects; for each page that is looked at its published state, or where that is not of HEAD its text, and the published list of
 * the pages that link there; where it names none, those of the page's bare names, at most 3.
 */
export async function survey(context: WikiContext, options: SurveyOptions = {}): Promise<Survey> {
  const { prefix = '', startAfter = '', mayRead = mayReadAll } = options;
  const limit = Math.max(1, Math.min(options.limit ?? DEFAULT_LIMIT, MAX_LIMIT));
  const { head, pages } = await pageFiles(context, { mayRead });
  if (head === undefined) return { missing: [], orphans: [], similar: [] };
  const isMeant = ({ path }: PageFile) => path.startsWith(prefix);
  const rest = pages.filter((page) => isMeant(page) && page.path > startAfter);
  const looked = rest.slice(0, limit);
  const ways = { names: allNames(pages), redirects: await redirectsFor(context, head.tree, mayRead) };
  const paths = new Set(pages.map(({ path }) => path));
  const [missing, linked] = await Promise.all([
    findMissing(context, looked, { ways, paths, mayRead }),
    mapLimit(looked, PARALLEL, (page) => isLinked(context, page, { ways, paths, mayRead })),
  ]);
  return {
    revision: head.oid,
    missing,
    orphans: looked.filter((_, index) => !linked[index]).map(({ path }) => path),
    similar: findPairs(pages, looked, isMeant),
    ...(looked.length < rest.length ? { next: looked.at(-1)?.path as string } : {}),
  };
}

interface Readable {
  ways: WaysOn;
  /** Of all pages that may be read. */
  paths: ReadonlySet<string>;
  mayRead: MayRead;
}

async function findMissing(
  context: WikiContext,
  looked: readonly PageFile[],
  { ways, paths, mayRead }: Readable,
): Promise<MissingPage[]> {
  const missing = new Map<string, MissingPage>();
  const links = await mapLimit(looked, PARALLEL, (page) => linksOfPage(context, page));
  for (const [index, { path: linker }] of looked.entries()) {
    for (const path of links[index] ?? []) {
      if (paths.has(path) || !mayRead(path)) continue;
      const way = wayOnFrom(path, ways);
      if (way === true || (way !== undefined && paths.has(way))) continue;
      const found = missing.get(path) ?? { path, from: [] };
      missing.set(path, found);
      if (found.from.length < MAX_FROM) found.from.push(linker);
    }
  }
  return [...missing.values()].sort(byPath).slice(0, MAX_MISSING);
}

async function isLinked(
  context: WikiContext,
  { path, title }: PageFile,
  { ways, paths, mayRead }: Readable,
): Promise<boolean> {
  if (ENTRANCES.has(path.toLowerCase())) return true;
  const isLinkedAt = async (address: string) =>
    (await publishedLinkers(context, address)).some((linker) => linker !== path && paths.has(linker));
  if (await isLinkedAt(path)) return true;
  // Where no page is, and no redirect, a bare name leads to the pages that are called so.
  const names = namesOf(path, title).filter((name) => mayRead(name) && !paths.has(name) && !ways.redirects.has(name));
  return (await Promise.all(names.map(isLinkedAt))).some(Boolean);
}

function findPairs(
  pages: readonly PageFile[],
  looked: readonly PageFile[],
  isMeant: (page: PageFile) => boolean,
): SimilarPages[] {
  const findNear = indexNames(pages);
  const pairs: SimilarPages[] = [];
  for (const page of looked) {
    for (const { page: other, reason } of findNear(page)) {
      // Of two that are meant, the first tells.
      if (!isMeant(other) || other.path > page.path) pairs.push({ paths: [page.path, other.path], reason });
    }
  }
  return pairs.slice(0, MAX_SIMILAR);
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1;
}
