import { readTitle } from '@holt/markdown';
import { WikiError } from './errors.ts';
import { foldText } from './fold-text.ts';
import { hasTag } from './has-tag.ts';
import type { MayRead } from './may-read.ts';
import { type PageFile, pageFiles } from './page-files.ts';
import { scanTexts } from './scan-texts.ts';
import { findExcerpts, findTerm, parseQuery, type SearchExcerpt } from './search-terms.ts';
import type { WikiContext } from './wiki-context.ts';

export interface SearchOptions {
  /**
   * Words, and phrases in double quotes: a page must have all of them, in its text, its title or its path. Each is found without regard to
   * case and diacritics, at the beginning of a word.
   */
  text: string;
  /** Only pages with this tag in their front matter. */
  tag?: string;
  /** Only paths that begin with this. */
  prefix?: string;
  /** `next` of the answer before, to the same search. */
  startAfter?: string;
  /** At most this many hits; default 20, maximum 100. */
  limit?: number;
  /** Default: all. */
  mayRead?: MayRead;
}

export interface SearchHit {
  path: string;
  title: string;
  version: string;
  /** At most 3; none where only the path or the title has it. */
  excerpts: SearchExcerpt[];
}

export interface SearchResult {
  /** The commit that was searched; undefined in a wiki without commits. */
  revision?: string;
  /** Pages with the words in their title first, then those with them in their path, then by path. */
  hits: SearchHit[];
  /** How many pages' texts were read for this answer. */
  scanned: number;
  /** How many pages there are to search. */
  total: number;
  /** Pass as `startAfter` to go on, also after an answer without hits; absent at the end. */
  next?: string;
}

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
/** Ranks: all in the title, all in the title and the path, anything else. */
const RANKS = 3;

interface RankedPage extends PageFile {
  rank: number;
}

/**
 * Searches the texts of the pages at HEAD. Reads the ref, the published sidebar for the titles, every folder of the wiki, and the texts of
 * pages by rank until the limit is reached, at most 1,000 a call ({@link scanTexts}).
 *
 * @throws WikiError `invalid-request` for a text of no words or too many, and for a `startAfter` that no answer gave
 */
export async function search(context: WikiContext, options: SearchOptions): Promise<SearchResult> {
  const { text, tag, prefix, startAfter, mayRead } = options;
  const limit = Math.max(1, Math.min(options.limit ?? DEFAULT_LIMIT, MAX_LIMIT));
  const terms = parseQuery(text);
  const after = startAfter === undefined ? undefined : parsePlace(startAfter);
  const { head, pages } = await pageFiles(context, { prefix, mayRead });
  if (head === undefined) return { hits: [], scanned: 0, total: 0 };
  const ranked = pages.map((page): RankedPage => ({ ...page, rank: rankOf(page, terms) })).sort(inOrder);
  const rest = after === undefined ? ranked : ranked.filter((page) => inOrder(page, after) > 0);
  const hits: SearchHit[] = [];
  const scanned = await scanTexts(context, rest, (page, content) => {
    const hit = tag === undefined || hasTag(content, tag) ? findIn(context, page, content, terms) : undefined;
    if (hit !== undefined) hits.push(hit);
    return hits.length === limit;
  });
  const last = scanned < rest.length ? rest[scanned - 1] : undefined;
  return {
    revision: head.oid,
    hits,
    scanned,
    total: pages.length,
    ...(last === undefined ? {} : { next: `${last.rank}:${last.path}` }),
  };
}

function rankOf({ path, title }: PageFile, terms: readonly string[]): number {
  const folded = foldText(title);
  if (terms.every((term) => findTerm(folded, term) >= 0)) return 0;
  const names = `${folded} ${foldPathWords(path)}`;
  return terms.every((term) => findTerm(names, term) >= 0) ? 1 : RANKS - 1;
}

/** A path's words, as they would be in a text, and the path itself. */
function foldPathWords(path: string): string {
  const folded = foldText(path);
  return `${folded.replace(/[/_]/g, ' ')} ${folded}`;
}

type Place = Pick<RankedPage, 'rank' | 'path'>;

function inOrder(a: Place, b: Place): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.path === b.path) return 0;
  return a.path < b.path ? -1 : 1;
}

function parsePlace(cursor: string): Place {
  const [, rank, path] = /^([0-2]):(.+)$/s.exec(cursor) ?? [];
  if (path !== undefined) return { rank: Number(rank), path };
  throw new WikiError(
    'invalid-request',
    `"${cursor.slice(0, 60)}" is no place to go on from. Leave it out to begin anew, or send what the last answer gave.`,
  );
}

function findIn(
  { wiki }: WikiContext,
  page: RankedPage,
  content: string,
  terms: readonly string[],
): SearchHit | undefined {
  const { path, title, version } = page;
  const folded = foldText(content).replace(/\s+/g, ' ');
  const names = `${foldText(title)} ${foldPathWords(path)}`;
  const isInText = terms.map((term) => findTerm(folded, term) >= 0);
  if (!terms.every((term, index) => isInText[index] || findTerm(names, term) >= 0)) return undefined;
  const excerpts = isInText.some(Boolean) ? findExcerpts(content, terms) : [];
  return { path, title: readTitle(content, path, wiki), version, excerpts };
}
