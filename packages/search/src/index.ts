export { decodeEntry, encodeEntry } from './entry.ts';
export { SearchError, type SearchErrorCode } from './errors.ts';
export { foldText } from './fold-text.ts';
export { type BuildMainOptions, type BuiltMain, buildMain } from './main/build-main.ts';
export type { Main, MainPage, Postings, Term, TermCount } from './main/main.ts';
export { openMain } from './main/open-main.ts';
export { entryName, mainPrefix, ROOT_NAME, SEARCH_FORMAT } from './names.ts';
export { excerptsOf } from './query/excerpts.ts';
export { openSearch } from './query/open-search.ts';
export type {
  Excerpt,
  Overlay,
  QueryFlaw,
  QueryOptions,
  Search,
  SearchAnswer,
  SearchHit,
  SearchOptions,
} from './query/types.ts';
export {
  decodeRoot,
  encodeRoot,
  isFoldDue,
  MAX_CARRIED_BYTES,
  MAX_ROOT_BYTES,
  type MergeOptions,
  mergeChanges,
  withMain,
} from './root.ts';
export type {
  Load,
  MainName,
  MaySee,
  RecentPage,
  SearchEntry,
  SearchHeading,
  SearchRoot,
} from './types.ts';
