import type { SourcePage } from '../../support/search/corpus-pages.ts';
import { htmlEntry } from '../../support/search/html-entry.ts';
import { type KnownItem, knownItems } from '../../support/search/known-items.ts';

/** As in the panel under the field: so many answers, and so many of these with excerpts. */
export const SHOWN = 8;
export const SHOWN_EXCERPTS = 4;
/** Of so many pages the questions are drawn, at most: what is rare among them may be less so in the wiki. */
const DRAWN_FROM = 2000;
const SEED = 'bench';

/** Questions by people who know which page they want, some of them with a letter wrong. */
export function questionsOf(pages: readonly SourcePage[], count: number): string[] {
  const step = Math.max(1, Math.floor(pages.length / DRAWN_FROM));
  const entries = pages.filter((_, i) => i % step === 0).map(({ path, markdown }) => htmlEntry(path, markdown));
  return knownItems(entries, count, SEED).map(({ query, misspelt }: KnownItem, i) =>
    i % 4 === 3 && misspelt !== undefined ? misspelt : query,
  );
}
