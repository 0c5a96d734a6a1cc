import { type Expression, evaluate, type Leaf, rarity } from './expression.ts';
import { type Found, type Lists, withinPages } from './lists.ts';
import { loadLists } from './load-lists.ts';
import { likelier, mostTypos, nearTerms } from './near-terms.ts';
import type { Word } from './parse-query.ts';

/** A word that is the beginning of others is looked for in so many shards; where nobody may learn of hidden pages, in more. */
const MAX_SHARDS = 4;
const MAX_EXACT_SHARDS = 12;
/** A word that is shorter is none that others begin with. */
const MIN_BEGINNING_UNITS = 3;
/** So many words are looked at that may be meant, and so many of them are searched for. */
const MAX_NEAR = 4;
const MAX_EXACT_NEAR = 200;
const MAX_MEANT = 3;
const TYPO_WEIGHTS = [1, 0.7, 0.5];

/** What a page has that has the word as it is written; of a compound, the whole. */
export function expressWord(lists: Lists, { parts, joined, isBeginning }: Word): Promise<Expression> {
  return expressTerm(lists, joined ?? parts[0] ?? '', isBeginning);
}

/** What a page has that has the parts of a compound, somewhere; undefined where no page has, and of what is no compound. */
export async function expressApart(lists: Lists, word: Word): Promise<Expression | undefined> {
  if (word.joined === undefined) return undefined;
  const parts = await expressParts(lists, word);
  await loadLists(lists, [parts]);
  return (await isAnywhere(lists, parts)) ? parts : undefined;
}

async function expressParts(lists: Lists, { parts, isBeginning }: Word): Promise<Expression> {
  const last = parts.length - 1;
  return { all: await Promise.all(parts.map((part, at) => expressTerm(lists, part, isBeginning && at === last))) };
}

async function expressTerm(lists: Lists, term: string, isBeginning: boolean): Promise<Expression> {
  const [found, longer] = await Promise.all([lists.find(term), isBeginning ? longerThan(lists, term) : []]);
  return anyOf([[found, 1], ...longer]);
}

async function longerThan(lists: Lists, term: string): Promise<[Found, number][]> {
  const found = await lists.beginningWith(term, lists.isExact ? MAX_EXACT_SHARDS : MAX_SHARDS);
  return found
    .filter(({ text }) => text !== term)
    .map((longer) => [longer, (0.8 * term.length) / (term.length + 0.3 * (longer.text.length - term.length))]);
}

/** They stand for one word: they are as rare as all of them. */
function anyOf(founds: readonly (readonly [Found, number])[]): Expression {
  const own = rarity(founds.reduce((sum, [{ count }]) => sum + count, 0));
  const any = founds.map(([found, weight]): Leaf => ({ found, weight: weight * own }));
  return any.length === 1 ? (any[0] as Leaf) : { any };
}

export interface Meant {
  expression: Expression;
  /** The words that it may stand for, the likeliest first; none where it is what was written. */
  corrected: string[];
}

/**
 * What may be meant by a word that no page has: longer words, and words with a typo less, or with two less where there are no others. Undefined
 * when there is nothing.
 */
export async function expressMeant(lists: Lists, word: Word): Promise<Meant | undefined> {
  const term = word.joined ?? word.parts[0] ?? '';
  if (!word.mayCorrect) return undefined;
  const isWhole = !word.isBeginning && term.length >= MIN_BEGINNING_UNITS;
  const longer = isWhole ? await aliveOf(lists, await longerThan(lists, term)) : [];
  for (let typos = 1; typos <= mostTypos(term); typos++) {
    const near = await aliveNear(lists, term, typos);
    if (near.length > 0) return { expression: anyOf([...longer, ...near]), corrected: near.map(([{ text }]) => text) };
    if (longer.length > 0) break;
  }
  return longer.length > 0 ? { expression: anyOf(longer), corrected: [] } : undefined;
}

/** Whether a page that may be shown has it. */
export async function isAnywhere(lists: Lists, expression: Expression): Promise<boolean> {
  for (const part of lists.parts.keys()) {
    const list = evaluate(expression, lists, part);
    if (list !== undefined && (await lists.isAnyShown(part, list.keys(), list.size))) return true;
  }
  return false;
}

async function aliveNear(lists: Lists, term: string, typos: number): Promise<[Found, number][]> {
  const all = await nearTerms(lists, term, typos);
  const near = lists.isExact ? withinPages(all.slice(0, MAX_EXACT_NEAR), ({ count }) => count) : all.slice(0, MAX_NEAR);
  const known = await Promise.all(near.map(async (each) => ({ ...each, found: await lists.find(each.text) })));
  const likely = known
    .map((each) => ({ ...each, count: each.found.count }))
    .sort((a, b) => likelier(term, a, b))
    .map(({ found, distance }): [Found, number] => [found, TYPO_WEIGHTS[distance] ?? 0]);
  return (await aliveOf(lists, likely)).slice(0, MAX_MEANT);
}

async function aliveOf(lists: Lists, founds: readonly [Found, number][]): Promise<[Found, number][]> {
  const isAlive = await Promise.all(founds.map(([found]) => lists.isAlive(found)));
  return founds.filter((_, at) => isAlive[at]);
}
