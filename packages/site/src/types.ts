export interface PageEntry {
  path: string;
  title: string;
}

export interface SiteWiki {
  owner: string;
  name: string;
}

/** The commit that changed a page last. */
export interface LastChange {
  oid: string;
  authorName: string;
  /** ISO 8601. */
  date: string;
  subject: string;
}

export interface FileChange {
  kind: 'added' | 'modified' | 'deleted' | 'renamed';
  /** A page's path, or an attachment's when `file` is set. */
  path: string;
  /** Where a renamed one was. */
  from?: string;
  file?: true;
}

export interface ChangeSummary {
  oid: string;
  generation: number;
  authorName: string;
  /** ISO 8601. */
  date: string;
  subject: string;
  changes: FileChange[];
  /** How many more changes there are than `changes` lists. */
  omitted: number;
}

export interface CommitDetails {
  oid: string;
  parents: readonly string[];
  generation: number;
  authorName: string;
  authorEmail: string;
  /** ISO 8601. */
  date: string;
  message: string;
}
