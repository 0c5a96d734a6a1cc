import type { ObjectStore } from '@holt/storage';
import type { Wiki, WriteRequest } from '@holt/wiki';
import type { SourcePage } from '../../support/search/corpus-pages.ts';
import { corpusSample, generatedSample } from '../../support/search/sample-entries.ts';
import { openBenchWikis } from '../write/build-wiki.ts';

const AUTHOR = { name: 'Bench', email: 'bench@example.org' };
/** As many as one commit takes without a pause that would be felt. */
const PAGES_A_COMMIT = 1000;

/** As many pages as an edit takes turns at; there beside the others in a wiki of any size, so that edits are of the same length in all. */
export const EDITED_PAGES = 30;
/** A text of the length that pages have. */
const EDITED_WORDS = 450;

export interface SearchedWiki {
  id: string;
  wiki: Wiki;
  name: string;
  /** But for those that are edited. */
  pages: readonly SourcePage[];
  buildMs: number;
}

/**
 * So many pages: those of the vaults that HOLT_CORPORA names first, evenly drawn where fewer are wanted, then pages generated from
 * their words.
 */
export function samplePages(count: number): { name: string; pages: SourcePage[] } {
  const real = corpusSample()?.pages ?? [];
  const own = Array.from(
    { length: Math.min(count, real.length) },
    (_, i) => real[Math.floor((i * real.length) / Math.min(count, real.length))] as SourcePage,
  );
  const generated = count > own.length ? generatedSample(count - own.length).pages : [];
  return {
    name: `${count.toLocaleString('en')} pages, ${own.length} of them of vaults`,
    pages: [...own, ...generated],
  };
}

/** A public wiki with these pages and those that will be edited. */
export async function buildSearchWiki(store: ObjectStore, count: number): Promise<SearchedWiki> {
  const { name, pages } = samplePages(count);
  const id = `me/search-${String(count).padStart(5, '0')}`;
  const wiki = await openBenchWikis(store).create(id, { public: true });
  const edited = Array.from({ length: EDITED_PAGES }, (_, i) => ({ path: editedPath(i), markdown: editedText(i, 0) }));
  const from = performance.now();
  const all = [...edited, ...pages];
  for (let at = 0; at < all.length; at += PAGES_A_COMMIT) {
    await writeAll(wiki, {
      author: AUTHOR,
      changes: all.slice(at, at + PAGES_A_COMMIT).map(({ path, markdown }) => ({ op: 'put', path, content: markdown })),
    });
  }
  return { id, wiki, name, pages, buildMs: performance.now() - from };
}

/** An edit of one of the pages that are there for it; those of the same number are of the same length in every wiki. */
export function editOf(number: number): WriteRequest {
  const page = number % EDITED_PAGES;
  return {
    author: AUTHOR,
    message: 'Edit a page',
    changes: [{ op: 'put', path: editedPath(page), content: editedText(page, number) }],
  };
}

export async function writeAll(wiki: Wiki, request: WriteRequest): Promise<void> {
  const { published, publishError } = await wiki.write(request);
  if (!published) throw new Error(`A write was not published: ${publishError}`);
}

const digits = (value: number, count: number) => String(value).padStart(count, '0');
const editedPath = (page: number) => `Edited/Page_${digits(page, 2)}`;

function editedText(page: number, number: number): string {
  const words = Array.from({ length: EDITED_WORDS }, (_, i) => `word${digits((number * 7919 + i * 31) % 9973, 4)}`);
  return `# Page ${digits(page, 2)}\n\n## Edit ${digits(number, 6)}\n\n${words.join(' ')}\n`;
}
