import { openSearch, type SearchEntry } from '@holt/search';
import { beforeAll, describe, expect, it } from 'vitest';
import { htmlEntry } from '../support/search/html-entry.ts';
import { indexInMemory } from '../support/search/index-in-memory.ts';
import { type KnownItem, knownItems, recall } from '../support/search/known-items.ts';
import { askMiniSearch, miniSearchOf } from '../support/search/mini-search.ts';
import { corpusSample, generatedSample, type Sample } from '../support/search/sample-entries.ts';

const QUESTIONS = 600;
const SEEDS = [1, 2];
const SHOWN = 5;

/** Each vault by itself, as one wiki each; without vaults, only what is generated. */
function samples(): Sample[] {
  const corpus = corpusSample()?.pages ?? [];
  const vaults = Map.groupBy(corpus, ({ path }) => path.slice(0, path.indexOf('/')));
  return [...[...vaults].map(([name, pages]) => ({ name: `the vault ${name}`, pages })), generatedSample(400)];
}

describe.each(samples())('in $name (real vaults only where HOLT_CORPORA names a folder of them)', ({ pages }) => {
  let entries: SearchEntry[];
  let ours: (question: string) => Promise<string[]>;
  let theirs: (question: string) => string[];
  beforeAll(async () => {
    entries = pages.map(({ path, markdown }) => htmlEntry(path, markdown));
    const search = openSearch((await indexInMemory(entries)).load);
    ours = async (question) => (await search.query(question, { limit: SHOWN })).hits.map(({ path }) => path);
    const reference = miniSearchOf(entries);
    theirs = (question) => askMiniSearch(reference, question);
  });

  /** Recall of both, and what the reference found and we did not. */
  async function compare(questions: readonly { query: string; path: string }[]) {
    const found: [boolean, boolean][] = [];
    const missed: string[] = [];
    for (const { query, path } of questions) {
      const both: [boolean, boolean] = [(await ours(query)).includes(path), theirs(query).includes(path)];
      found.push(both);
      if (!both[0] && both[1]) missed.push(`${query} → ${path}`);
    }
    return { ours: recall(found.map(([own]) => own)), theirs: recall(found.map(([, other]) => other)), missed };
  }
  const misspelt = (items: readonly KnownItem[]) =>
    items.flatMap(({ misspelt: query, path }) => (query === undefined ? [] : [{ query, path }]));

  it.each(SEEDS)('finds what a whole index in memory finds, for known items of seed %i', async (seed) => {
    const result = await compare(knownItems(entries, QUESTIONS, seed));
    expect(result.theirs).toBeGreaterThan(0.8);
    expect(result.ours / result.theirs, result.missed.join('\n')).toBeGreaterThanOrEqual(0.97);
  });

  it.each(SEEDS)('finds it with one letter wrong, for known items of seed %i', async (seed) => {
    const result = await compare(misspelt(knownItems(entries, QUESTIONS, seed)));
    expect(result.theirs).toBeGreaterThan(0.7);
    expect(result.ours / result.theirs, result.missed.join('\n')).toBeGreaterThanOrEqual(0.9);
  });
});
