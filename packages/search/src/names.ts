/** Of the root and of main parts. Raise it when the same entry would be indexed otherwise: other words, other impacts, other bytes. */
export const SEARCH_FORMAT = 2;

/** The object that begins every search: see `SearchRoot`. As all names here, it is what comes after `-/`. */
export const ROOT_NAME = 'search/recent.json';

/** Where a page's entry lies. */
export function entryName(path: string): string {
  return `search/page/${path}.json`;
}

/** A page whose path takes more UTF-8 bytes has no entry in the store: there is no such address. */
export const MAX_ENTRY_PATH_BYTES = 230;

/** What the names of a main part's objects begin with. */
export function mainPrefix(name: string): string {
  return `search/main/${name}/`;
}
