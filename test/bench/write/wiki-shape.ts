import type { PageChange, WriteRequest } from '@holt/wiki';

/** How the pages of a wiki lie. */
export interface WikiShape {
  /** A wiki's id. */
  id: string;
  /** For people. */
  name: string;
  pages: number;
  /** All pages lie in one folder. */
  flat: boolean;
  path(index: number): string;
}

export const AUTHOR = { name: 'Bench', email: 'bench@example.org' };
/** The page that is edited. */
const EDITED = 3;
/** Its text is about so long; the others have a line. */
const EDITED_BYTES = 4000;

const digits = (value: number, count: number) => String(value).padStart(count, '0');

/** Pages in folders of 100; names of equal length in wikis of any size. */
export function inFolders(pages: number): WikiShape {
  const path = (i: number) => `Folder_${digits(Math.floor(i / 100), 3)}/Page_${digits(i, 5)}`;
  return {
    id: `me/folders-${digits(pages, 5)}`,
    name: `${pages.toLocaleString('en')} pages`,
    pages,
    flat: false,
    path,
  };
}

/** All pages in one folder. */
export function inOneFolder(pages: number): WikiShape {
  const path = (i: number) => `Folder_000/Page_${digits(i, 5)}`;
  return {
    id: `me/flat-00-${digits(pages, 5)}`,
    name: `${pages.toLocaleString('en')} in one folder`,
    pages,
    flat: true,
    path,
  };
}

/** The wiki's pages as they are at first. */
export function firstPages(shape: WikiShape): PageChange[] {
  return Array.from({ length: shape.pages }, (_, i) => ({ op: 'put', path: shape.path(i), content: text(i) }));
}

/** An edit of one page's text, that leaves its title. Edits of the same number are of the same length in every wiki. */
export function edit(shape: WikiShape, number: number): WriteRequest {
  const content = text(EDITED) + `Edit ${digits(number, 6)} of this page.\n\n`.repeat(EDITED_BYTES / 30);
  return { changes: [{ op: 'put', path: shape.path(EDITED), content }], author: AUTHOR, message: 'Edit a page' };
}

const text = (i: number) => `# Page ${digits(i, 5)}\n\nText of ${digits(i, 5)}.\n\n`;
