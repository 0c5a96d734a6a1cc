import type { SearchEntry } from '@holt/search';
import { corpusPages, type SourcePage } from './corpus-pages.ts';
import { generatePage, sourceOf } from './generate-pages.ts';
import { htmlEntry } from './html-entry.ts';
import { madeUpTexts } from './sample-words.ts';

export interface Sample {
  /** For people: how many pages, and of whom. */
  name: string;
  pages: SourcePage[];
}

/** The pages of the vaults that HOLT_CORPORA names, as they are; undefined without it. */
export function corpusSample(): Sample | undefined {
  const pages = corpusPages();
  return pages && { name: `${pages.length} pages of two vaults`, pages };
}

/** Pages generated from the words of the vaults that HOLT_CORPORA names; without it, from made-up words. */
export function generatedSample(count: number): Sample {
  const corpus = corpusPages();
  const source =
    corpus === undefined
      ? { texts: madeUpTexts(300) }
      : sourceOf(corpus.map(({ path, markdown }) => htmlEntry(path, markdown)));
  return {
    name: `${count.toLocaleString('en')} pages generated from ${corpus === undefined ? 'made-up words' : "the vaults' words"}`,
    pages: Array.from({ length: count }, (_, index) => generatePage(source, index)),
  };
}

/** A generated page's entry without rendering it: {@link generatePage} writes no other Markdown than headings and paragraphs. */
export function plainEntry({ path, markdown }: SourcePage): SearchEntry {
  const [title = '', ...blocks] = markdown.trimEnd().split('\n\n');
  const headings: SearchEntry['headings'] = [{ slug: 'title', text: title.slice(2), offset: 0 }];
  let text = '';
  for (const block of blocks) {
    if (!block.startsWith('## ')) text += `${block}\n`;
    else headings.push({ slug: `s-${headings.length}`, text: block.slice(3), offset: text.length });
  }
  return { path, title: title.slice(2), version: '', generation: 1, tags: [], headings, text };
}
