import type { SearchEntry } from '@holt/search';
import MiniSearch from 'minisearch';

interface Document {
  path: string;
  title: string;
  headings: string;
  text: string;
  tags: string;
}

/** A whole index of all texts in memory: what answers are measured by. */
export function miniSearchOf(entries: readonly SearchEntry[]): MiniSearch<Document> {
  const index = new MiniSearch<Document>({
    idField: 'path',
    fields: ['title', 'headings', 'text', 'tags', 'path'],
    storeFields: ['title'],
  });
  index.addAll(entries.map(toDocument));
  return index;
}

/** The paths of the first five pages; one word of five may have a letter wrong, and more in longer ones. */
export function askMiniSearch(index: MiniSearch<Document>, question: string): string[] {
  const found = index.search(question, { boost: { title: 3, headings: 2 }, fuzzy: 0.2 });
  return found.slice(0, 5).map(({ id }) => id);
}

/** An entry's fields as libraries take them: texts only. */
export function toDocument({ path, title, headings, text, tags }: SearchEntry): Document {
  return { path, title, headings: headings.map((heading) => heading.text).join('\n'), text, tags: tags.join(' ') };
}
