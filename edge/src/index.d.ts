export type {
  EdgeCookie,
  EdgeRequest,
  EdgeResponse,
  EdgeValue,
  ViewerRequestEvent,
  ViewerResponseEvent,
} from './events.d.ts';

export type Right = 'read' | 'write';

/** What a verified token says about its bearer's access. */
export interface AccessClaims {
  /** Patterns: `owner/name`, `owner/*` or `*`. */
  readonly wikis: readonly string[];
  readonly scope: readonly Right[];
}

/** What is kept about a wiki. */
export interface AccessRecord {
  readonly public: boolean;
}

export type ObjectArea = 'page' | 'markdown' | 'dash' | 'file' | 'git' | 'asset';
export type ServiceName = 'mcp' | 'api' | 'auth' | 'well-known';

/** An object in the store. `owner`, `wiki` are empty for assets; `path` is the page's or file's path, or the name in its area. */
export interface ObjectRoute {
  kind: 'object';
  area: ObjectArea;
  owner: string;
  wiki: string;
  path: string;
  key: string;
  /** What a reader must be allowed in the wiki; `none` for assets, which all may read. */
  right: 'read' | 'none';
}

/** A request for a handler; `owner`, `wiki` only for `/mcp/{owner}/{wiki}`. */
export interface ServiceRoute {
  kind: 'service';
  service: ServiceName;
  owner?: string;
  wiki?: string;
}

export type Route =
  | ObjectRoute
  | ServiceRoute
  /** To the one URL of the same page; `location` is site-relative and percent-encoded. */
  | { kind: 'redirect'; location: string }
  /** `/` */
  | { kind: 'root' }
  /** Status 400: a URL that is malformed, or could be read in two ways, or names no legal path. */
  | { kind: 'bad'; reason: string }
  /** Status 404: a URL that can name nothing. */
  | { kind: 'none' };

/**
 * What a URL's path names. Pure: does not say whether the wiki or the object exists.
 * @param rawPath percent-encoded, without query, as the client sent it; decoded once
 */
export function resolve(rawPath: string): Route;

/** Whether a request may do something in a wiki. Without a record a wiki is private; without claims only public wikis can be read. */
export function allows(
  claims: AccessClaims | undefined,
  record: AccessRecord | undefined,
  owner: string,
  wiki: string,
  right: Right,
): boolean;

/** '' when the path may be a page's, else a sentence that says what is wrong and what to do. */
export function checkPagePath(path: string): string;
/** '' when the path may be an attachment's, else a sentence that says what is wrong and what to do. */
export function checkFilePath(path: string): string;
/** '' when `id` is `owner/name`, else a sentence that says what is wrong and what to do. */
export function checkWikiId(id: string): string;
/** The page path for the path of a file without its `.md`: in Unicode form NFC, with `_` for spaces. It may still be illegal. */
export function toPagePath(filePathWithoutMd: string): string;
/** The same text for paths that differ only by case or Unicode form. To compare, never to show. */
export function foldPath(path: string): string;

// Object keys. Paths and names must be legal: nothing is escaped.
export function pageKey(owner: string, wiki: string, path: string): string;
export function markdownKey(owner: string, wiki: string, path: string): string;
export function fileKey(owner: string, wiki: string, path: string): string;
export function sidebarKey(owner: string, wiki: string): string;
/** The object behind `/-/{name}`: names that end in `.json`, `.txt` or `.xml` as they are, others with `.html`; '' is the index. */
export function dashKey(owner: string, wiki: string, name: string): string;
/** Where all artifacts of a wiki are; ends in `/`. */
export function fragmentsPrefix(owner: string, wiki: string): string;
/** Where a wiki's repository is; ends in `/`. */
export function gitPrefix(owner: string, wiki: string): string;
export function settingsKey(owner: string, wiki: string): string;
export function assetKey(name: string): string;
/** The entry in the key-value store that holds the site path to which `/` redirects. */
export const HOME_KEY: string;
/** The entry in the key-value store whose value `1` makes a wiki public. */
export function publicKey(owner: string, wiki: string): string;

/** The page at a wiki's own address. */
export const HOME_PAGE: string;

// Site-relative, percent-encoded URLs. Paths and names must be legal.
export function wikiUrl(owner: string, wiki: string): string;
export function pageUrl(owner: string, wiki: string, path: string): string;
export function markdownUrl(owner: string, wiki: string, path: string): string;
export function fileUrl(owner: string, wiki: string, path: string): string;
/** `name` '' is the index. */
export function dashUrl(owner: string, wiki: string, name: string): string;
/** What `git clone` takes; no slash at the end. */
export function gitUrl(owner: string, wiki: string): string;
export function assetUrl(name: string): string;
