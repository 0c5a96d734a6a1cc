import { WikiError } from './errors.ts';
import { type FoldedText, foldText, foldWithOffsets } from './fold-text.ts';
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
  /** As published; of a page that is not yet, by its path. */
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
/**
 * What texts cost to search, at worst, in nanoseconds of one core: for each unit of the text, of the folded text, and of that for each term that
 * is looked for. An estimate, so that the same search always ends with the same page.
 */
const COST_NS = { unit: 20, foldedUnit: 10, foldedUnitTimesTerm: 30 } as const;
/** A call ends with the page with which it has cost so much. */
const MAX_WORK_NS = 1_500_000_000;
/** Ranks: all in the title, all in the title and the path, anything else. */
const RANKS = 3;

interface RankedPage extends PageFile {
  rank: number;
}

/**
 * Searches the texts of the pages at HEAD. Reads the ref, the published sidebar for the titles, every folder of the wiki, and the texts of
 * pages by rank until the limit is reached, at most 1,000 a call ({@link scanTexts}) and at most as many as about 1.5 seconds of one core are
 * enough for.
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
  let workNs = 0;
  const scanned = await scanTexts(context, rest, (page, content) => {
    workNs += content.length * COST_NS.unit;
    if (tag === undefined || hasTag(content, tag)) {
      const folded = foldWithOffsets(content);
      const { hit, looked } = findIn(page, content, folded, terms);
      if (hit !== undefined) hits.push(hit);
      workNs += folded.folded.length * (COST_NS.foldedUnit + looked * COST_NS.foldedUnitTimesTerm);
    }
    return hits.length === limit || workNs > MAX_WORK_NS;
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

/**
 * @param folded the page's text
 * @returns the page, if it has all terms; how often one was looked for in its text
 */
function findIn(
  { path, title, version }: RankedPage,
  content: string,
  folded: FoldedText,
  terms: readonly string[],
): { hit?: SearchHit; looked: number } {
  const names = `${foldText(title)} ${foldPathWords(path)}`;
  let isInText = false;
  for (const [index, term] of terms.entries()) {
    if (findTerm(folded.folded, term) >= 0) isInText = true;
    else if (findTerm(names, term) < 0) return { looked: index + 1 };
  }
  const excerpts = isInText ? findExcerpts(content, folded, terms) : [];
  // The published title, as in lists: to read it from the text, all of that may have to be parsed.
  const hit = { path, title, version, excerpts };
  return { hit, looked: terms.length + (isInText ? terms.length : 0) };
}
