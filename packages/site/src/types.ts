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
  /** The agent that wrote it; absent: a person did. */
  agent?: string;
  /** How many commits `main` had with it. */
  generation?: number;
}

/** One change of one page. */
export interface PageRevision {
  oid: string;
  generation: number;
  authorName: string;
  /** The agent that wrote it; absent: a person did. */
  agent?: string;
  /** ISO 8601. */
  date: string;
  subject: string;
  kind: FileChange['kind'];
  /** The path it had, when `kind` is `renamed`. */
  from?: string;
  /** Where it went, when it left this path for another: `kind` is `deleted` then. */
  to?: string;
  /** The oid of the page's blob after the change; absent: it was gone. */
  version?: string;
}

/** Who changed something, when and why: what the renderers of lists share. */
export type ChangeFacts = Pick<PageRevision, 'oid' | 'generation' | 'authorName' | 'agent' | 'date' | 'subject'>;

/** Lines of a page's text that one commit wrote. */
export interface BlameBlock {
  change: ChangeFacts;
  /** The first line's number, from 1. */
  line: number;
  /** The lines, without the last line's end. */
  text: string;
}

/** An entry of a wiki's own menu: a heading, or a link. */
export type MenuEntry = [label: string] | [label: string, href: string];

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
  /** The agent that wrote it; absent: a person did. */
  agent?: string;
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
  /** The agent that wrote it; absent: a person did. */
  agent?: string;
}
