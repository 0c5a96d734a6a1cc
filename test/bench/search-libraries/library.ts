import type { SearchEntry } from '@holt/search';

/** A library for searching, as a static site would use it. */
export interface Library {
  name: string;
  /** Indexes all pages. */
  build(entries: readonly SearchEntry[]): Promise<BuiltIndex>;
}

export interface BuiltIndex {
  /** All files that a site has to serve so that its pages can be searched, without the library's own script. */
  files(): Promise<Map<string, Uint8Array>>;
  /** The names of the files that a first question loads; without it, all. */
  loadedBy?(question: string): Promise<{ bytes: number; gzipBytes: number }>;
  /** Makes the page known in its new version. */
  replace(entry: SearchEntry): Promise<void>;
  /** The paths of the first five pages. */
  find(question: string): Promise<string[]>;
  /** Memory outside this process, bytes. */
  outsideBytes?(): number;
  close?(): Promise<void>;
}

export const bytesOf = (files: ReadonlyMap<string, Uint8Array>): number =>
  [...files.values()].reduce((sum, { length }) => sum + length, 0);
