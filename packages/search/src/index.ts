export type {
  Load,
  MainName,
  MaySee,
  RecentPage,
  SearchEntry,
  SearchHeading,
  SearchRoot,
} from './types.ts';
