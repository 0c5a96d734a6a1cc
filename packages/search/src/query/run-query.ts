import { foldText } from '../fold-text.ts';
import { isTitleTerm, tagTerm } from '../words.ts';
import { type Asked, candidatesOf, type Title } from './candidates.ts';
import { type AskedPhrase, checkPhrases, type PhraseCheck } from './check-phrases.ts';
import { expressApart, expressMeant, expressWord, isAnywhere } from './express.ts';
import { type Expression, leavesOf, rarity } from './expression.ts';
import type { Lists } from './lists.ts';
import { isTold, loadLists } from './load-lists.ts';
import { MAX_MENDED } from './near-terms.ts';
import type { ParsedQuery, Phrase, Word } from './parse-query.ts';
import { type Page, type Taken, takeHits } from './take-hits.ts';
import type { QueryOptions, SearchAnswer, SearchHit } from './types.ts';

/** Of titles that begin with what was asked for, so many are put first. */
const MAX_TITLES = 64;
/** Titles are looked for that begin with so many words: with more, few pages have all of them, and their titles are loaded anyway. */
const MAX_TITLE_WORDS = 2;
/** So many pages are checked for phrases at a time. */
const CHECKED_AT_ONCE = 8;

export interface QueryRun extends QueryOptions {
  offset: number;
  limit: number;
  entryOf: PhraseCheck['entryOf'];
}

export interface Outcome extends Pick<SearchAnswer, 'isPartial' | 'corrected' | 'leftOut'> {
  found: { page: Page; hit: SearchHit }[];
  hasMore: boolean;
  /** How many pages may have a phrase, but were not looked at. */
  unchecked: number;
}

interface AskedWord {
  word: Word;
  expression: Expression;
  /** What it may stand for. */
  corrected: string[];
}

/** Finds the pages that have all that was asked for; if there is none, those that have what may have been meant; else, some of it. */
export async function runQuery(lists: Lists, query: ParsedQuery, run: QueryRun): Promise<Outcome> {
  const { wanted, unwanted } = query;
  const tags = run.tag === undefined ? wanted.tags : [...wanted.tags, tagTerm(run.tag.replace(/^#/, ''))];
  const count = wanted.words.length + wanted.phrases.length;
  const [words, phrases, noWords, noPhrases, tagged, noTags, titles] = await Promise.all([
    Promise.all(wanted.words.map((word) => ask(lists, word))),
    Promise.all(wanted.phrases.map((phrase) => askPhrase(lists, phrase))),
    Promise.all(unwanted.words.map((word) => expressWord(lists, word))),
    Promise.all(unwanted.phrases.map((phrase) => askPhrase(lists, phrase))),
    Promise.all(tags.map((tag) => expressTag(lists, tag))),
    Promise.all(unwanted.tags.map((tag) => expressTag(lists, tag))),
    run.isTyping || count <= MAX_TITLE_WORDS ? titlesOf(lists, query.title) : [],
  ]);
  const last = words.at(-1);
  if (run.isTyping && last?.word.isBeginning) {
    last.expression = { any: [last.expression, ...titles.map(({ expression }) => expression)] };
  }
  const isChecked = ({ phrase }: AskedPhrase): boolean => !phrase.isOneWord;
  const asked: Asked = {
    words: [],
    required: [...tagged, ...phrases.map((phrase) => phrase.words)],
    unwanted: [
      ...noTags,
      ...noWords,
      ...noPhrases.filter((phrase) => !isChecked(phrase)).map((phrase) => phrase.words),
    ],
    prefixes: wanted.prefixes,
    // Half a character would be folded to another one.
    prefix: foldText((run.prefix ?? '').replace(/[\ud800-\udbff]$/, '')),
    unwantedPrefixes: unwanted.prefixes,
    titles,
  };
  const always = [...tagged, ...asked.unwanted, ...noPhrases.map((phrase) => phrase.words)];
  always.push(...titles.map(({ expression }) => expression));
  await Promise.all([
    loadLists(
      lists,
      [...words, ...phrases.map(({ words: expression }) => ({ expression }))].map((each) => each.expression),
    ),
    ...always.flatMap(leavesOf).map(({ found }) => lists.load(found)),
  ]);

  const check: PhraseCheck = {
    wanted: phrases.filter(isChecked),
    unwanted: noPhrases.filter(isChecked),
    entryOf: run.entryOf,
  };
  const take = async (now: readonly AskedWord[], isSome: boolean): Promise<Taken> => {
    run.signal?.throwIfAborted();
    const all: Asked = { ...asked, words: now.map(({ expression }) => expression) };
    const byPart = await Promise.all(lists.parts.map((_, part) => candidatesOf(lists, part, all, isSome)));
    return takeHits(lists, byPart, {
      offset: run.offset,
      limit: run.limit,
      prefix: run.prefix ?? '',
      title: query.title,
      checkedAtOnce: check.wanted.length + check.unwanted.length === 0 ? 1 : CHECKED_AT_ONCE,
      check: (page) => checkPhrases(lists, page, check),
    });
  };

  const told = words.filter(({ expression }) => isTold(lists, expression));
  const leftOut = words.filter((word) => !told.includes(word)).map(({ word }) => word.text);
  let meant = told;
  let isPartial = false;
  let taken = await take(told, false);
  if (taken.isEmpty && taken.unknown === 0 && told.length > 0) {
    const maybe = await Promise.all(told.map((word) => mend(lists, word, words.indexOf(word) < MAX_MENDED)));
    await loadLists(
      lists,
      maybe.flatMap((word) => (word === undefined ? [] : word.expression)),
    );
    const there = maybe.filter((word) => word !== undefined);
    meant = there.filter(({ expression }) => isTold(lists, expression));
    leftOut.push(...there.filter((word) => !meant.includes(word)).map(({ word }) => word.text));
    const isChanged = there.length === told.length && meant.some((word) => !told.includes(word));
    if (isChanged) taken = await take(meant, false);
    if (taken.isEmpty && taken.unknown === 0 && (meant.length > 1 || there.length < told.length) && meant.length > 0) {
      taken = await take(meant, true);
      isPartial = !taken.isEmpty;
    }
  }
  const shown = [...meant.map(({ expression }) => expression)];
  shown.push(...phrases.filter((phrase) => !isChecked(phrase)).map((phrase) => phrase.words));
  const found = taken.pages.map((page) => ({
    page,
    hit: { path: page.path, title: page.title, terms: [...termsOf(lists, shown, page), ...page.phrases] },
  }));
  const has = (term: string): boolean => found.some(({ hit }) => hit.terms.includes(term));
  const corrected = meant.flatMap(({ word, corrected: maybe }) => {
    const to = maybe.find((term) => found[0]?.hit.terms.includes(term)) ?? maybe.find(has);
    return to === undefined ? [] : { word: word.text, to };
  });
  return { found, hasMore: taken.hasMore, unchecked: taken.unknown, isPartial, corrected, leftOut };
}

async function ask(lists: Lists, word: Word): Promise<AskedWord> {
  return { word, expression: await expressWord(lists, word), corrected: [] };
}

async function askPhrase(lists: Lists, phrase: Phrase): Promise<AskedPhrase> {
  return { phrase, words: { all: await Promise.all(phrase.words.map((word) => expressWord(lists, word))) } };
}

async function expressTag(lists: Lists, tag: string): Promise<Expression> {
  return { found: await lists.find(tag), weight: 0 };
}

async function titlesOf(lists: Lists, title: string | undefined): Promise<Title[]> {
  if (title === undefined) return [];
  const founds = await lists.beginningWith(title, 1);
  const some = founds.filter(({ count }) => count > 0).slice(0, MAX_TITLES);
  return some.map((found) => ({
    expression: { found, weight: rarity(found.count) / 2 },
    isWhole: found.text === title,
  }));
}

/** What may be meant by a word; itself where a page has it. Undefined where no page has anything of the kind. */
async function mend(lists: Lists, asked: AskedWord, mayBeOther: boolean): Promise<AskedWord | undefined> {
  const { word, expression } = asked;
  const isThere = await isAnywhere(lists, expression);
  if (!mayBeOther) return isThere ? asked : undefined;
  const apart = await expressApart(lists, word);
  if (apart !== undefined) return { ...asked, expression: isThere ? { any: [expression, apart] } : apart };
  if (isThere) return asked;
  const meant = await expressMeant(lists, word);
  return meant && { ...asked, ...meant };
}

/** The terms that a page has; of a compound the parts only where it lacks the whole. */
function termsOf(lists: Lists, expressions: readonly Expression[], page: Page): Set<string> {
  const terms = new Set<string>();
  const collect = (expression: Expression): void => {
    if ('found' in expression) {
      const { found } = expression;
      if (lists.listOf(found, page.part)?.has(page.page) && !isTitleTerm(found.text)) terms.add(found.text);
    } else if ('all' in expression) expression.all.forEach(collect);
    else {
      const before = terms.size;
      for (const each of expression.any) if (!('all' in each) || terms.size === before) collect(each);
    }
  };
  expressions.forEach(collect);
  return terms;
}
