export type {
  EdgeCookie,
  EdgeRequest,
  EdgeResponse,
  EdgeValue,
  ViewerRequestEvent,
  ViewerResponseEvent,
} from './events.d.ts';

/** What a token may be used for: `write` does not include `read`; `manage` is a wiki's settings and access. */
export type Right = 'read' | 'write' | 'manage';

/** Who may do something, from anyone to the few: each level includes those after it. `public` is no role. */
export type Level = 'public' | Role;
export type Role = 'reader' | 'editor' | 'owner';

/** What a verified token says about its bearer's access. */
export interface AccessClaims {
  /**
   * Patterns with roles: `owner/name:role`, `owner/*:role` or `*:role`. Without `:role` it is an editor's. The highest role that fits counts.
   */
  readonly wikis: readonly string[];
  readonly scope: readonly Right[];
  /** Pages, attachments and folders beyond which the token is good for nothing; absent for whole wikis. */
  readonly paths?: readonly string[];
  /** `iat`: when it was made, in seconds since 1970. */
  readonly issuedAt: number;
}

/** A verified token. */
export interface TokenClaims extends AccessClaims {
  /** `sub`: whom it stands for. */
  readonly subject: string;
  /** How the holder is named as an author; absent when the token names none. */
  readonly name?: string;
  /** The address by which a person has rights; in sessions only. */
  readonly email?: string;
  /** `exp`: from when on it is no longer good, in seconds since 1970. */
  readonly expiresAt: number;
  /** `jti`: by which a token for an agent is revoked. Sessions of browsers have none. */
  readonly id?: string;
}

/** The level that reading a path, and what is below it, needs. Writing it needs at least an editor. */
export type PathRule = readonly [path: string, level: Level];

/** What the edge knows about a wiki. */
export interface AccessRecord {
  readonly public: boolean;
  /** The rule with the longest path counts. */
  readonly rules: readonly PathRule[];
  /** Tokens that were made before are not good here, in seconds since 1970; 0 for none. */
  readonly since: number;
}

/** The site's own entry in the key-value store. */
export interface SiteRecord {
  /** Who makes the tokens that are good here. */
  readonly iss: string;
  /** For whom they are made. */
  readonly aud: string;
  /** The absolute URL, or site path, that browsers are sent to with `?return=`; '' where nobody can sign in. */
  readonly signIn: string;
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

/** A row of the table by which CloudFront chooses who answers a URL. */
export interface Behavior {
  /** `*` stands for any text, `/` included. Upper and lower case differ. The last one fits all. */
  readonly pattern: string;
  /**
   * `objects`, `assets` and `refs` are in the bucket: `assets` are for everybody, `refs` are what git reads first and never kept by a
   * cache. `write` and `auth` are handlers.
   */
  readonly serves: 'objects' | 'assets' | 'refs' | 'write' | 'auth';
}

/** In the order in which they are asked: the first that fits counts. */
export const BEHAVIORS: readonly Behavior[];

/** The levels, the lowest first. */
export const LEVELS: readonly Level[];

/** How high a level is, from 0 for `public`. One that is not known is above all. */
export function rank(level: string): number;

/** Whether a path is that page, attachment or folder, or is below it. */
export function isWithin(path: string, above: string): boolean;

/** The highest role that the claims give in a wiki; `public` without one. */
export function roleOf(claims: AccessClaims | undefined, owner: string, wiki: string): Level;

/** The level that reading needs, by the rule with the longest path. Without a path: what shows the whole wiki (sidebar, index, changes, commits, git), which needs the highest of all. */
export function levelOf(record: AccessRecord | undefined, path: string | undefined): string;

/**
 * Whether a request may do something in a wiki. Without a record a wiki is private; without claims only what is public can be read.
 * @param path of a page or an attachment; left out for what shows or changes the whole wiki
 */
export function allows(
  claims: AccessClaims | undefined,
  record: AccessRecord | undefined,
  owner: string,
  wiki: string,
  right: Right,
  path?: string,
): boolean;

/** '' when the record may be stored: legal paths, known levels, no path twice, at most 1,024 bytes. Else what is wrong and what to do. */
export function checkAccessRecord(record: AccessRecord): string;
/** The value of the entry {@link accessKey}. The record must pass {@link checkAccessRecord}. */
export function encodeAccessRecord(record: AccessRecord): string;
/** undefined for a text that is no well-formed record: the wiki is private then. */
export function parseAccessRecord(text: string): AccessRecord | undefined;

/**
 * The claims of a token whose signature fits, or the name of the claim that is wrong here (`iss`, `aud`, `sub`, `iat`, `exp`, `nbf`, `jti`, `name`, `email`, `scope`, `wikis`, `paths`).
 * Expired or not yet valid is told as `exp`, `nbf` or `iat`.
 * @param payload as parsed from JSON
 * @param nowSeconds since 1970
 */
export function readClaims(
  payload: unknown,
  site: Pick<SiteRecord, 'iss' | 'aud'>,
  nowSeconds: number,
): TokenClaims | string;
/** Whether it is `owner/name`, `owner/*` or `*`, with `:reader`, `:editor`, `:owner` or nothing behind. */
export function isWikiPattern(value: unknown): value is string;
/** Whether the text may stand as a subject or a name: 1 to 256 UTF-16 units, not blank, no control characters. */
export function isPlainText(value: unknown): value is string;

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
/** The entry in the key-value store that holds the {@link SiteRecord} as JSON. */
export const SITE_KEY: string;
/** The object that holds all entries of the key-value store. */
export const KEY_VALUES_KEY: string;
/** A `kid` outside this pattern is refused before it is looked up, so that it can never name another entry. */
export const KID_PATTERN: RegExp;
/** The entry of a signing key: 32 random bytes in base64url. */
export function kidKey(kid: string): string;
/** The entry that holds a wiki's {@link AccessRecord}. */
export function accessKey(owner: string, wiki: string): string;
/** The entry that says to which `owner` or `owner/name` a host is restricted. `hostname` in lower case, without port. */
export function hostKey(hostname: string): string;
/** The entry whose value is the least `iat`, in seconds, that is still good for a subject. Holds the subject's SHA-256, as a subject may be longer than a key. */
export function revokedSubjectKey(subject: string): string;
/** The entry whose presence revokes the one token of that `jti`. */
export function revokedTokenKey(id: string): string;

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
