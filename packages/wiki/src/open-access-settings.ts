import { type AccessRecord, checkAccessRecord, type PathRule, type Role } from '@holt/edge';
import type { Clock, KeyValueStore, ObjectStore } from '@holt/storage';
import { type AccessChange, type AuditEntry, type ChangedBy, keepEntry, nameOnly, readEntries } from './audit.ts';
import { checkRules } from './check-rules.ts';
import { WikiError } from './errors.ts';
import { type GrantedIdentity, parseGrantee } from './grantee.ts';
import { requestRebuild } from './rebuild-checkpoint.ts';
import { rolesOf } from './roles-of.ts';
import { dialectOf, type Grant, isRole, readSettings, recordOf, replaceSettings, type Settings } from './settings.ts';
import { isSameAccess, stricterOf } from './stricter-of.ts';
import { updateEdge } from './update-edge.ts';
import { parseWikiId } from './wiki-id.ts';

const DEFAULT_ENTRIES = 100;
const MAX_ENTRIES = 1000;
/** So that the object that every call of an agent reads stays small. */
const MAX_GRANTS = 1000;

export interface AccessSettingsOptions {
  store: ObjectStore;
  keyValues: KeyValueStore;
  clock: Clock;
}

/**
 * Who may do what in the wikis, and how their links are written. Every method that takes an id throws WikiError `invalid-wiki`,
 * `wiki-not-found` and `damaged`.
 *
 * Those that change something also throw `invalid-request` before anything is written, and `busy` when someone else changed the same
 * settings meanwhile: nothing was changed then. A StorageError leaves open whether the change is in: make it again. A change to what is
 * already so makes no audit entry, and sees to the edge like any other.
 *
 * A process may die at any of its requests: the edge is never more open than the settings, and {@link AccessSettings.repair} or any
 * next change makes them agree. What a change closes, the settings announce first, then the edge has it, then the settings say so; what
 * it opens, the edge has when the settings say so.
 */
export interface AccessSettings {
  read(id: string): Promise<AccessRecord & { readonly grants: readonly Grant[]; readonly titleFirst?: boolean }>;
  setPublic(id: string, isPublic: boolean, by: ChangedBy): Promise<void>;
  /** Replaces all rules. */
  setRules(id: string, rules: readonly PathRule[], by: ChangedBy): Promise<void>;
  /**
   * Which part of a wiki link `[[…|…]]` comes first, the title or the page. Asks for a rebuild, which the next reconciliation makes: the
   * pages are read in the new way as they come to it.
   */
  setTitleFirst(id: string, titleFirst: boolean, by: ChangedBy): Promise<void>;
  /** Gives somebody a role, in place of the one they had. It counts from their next sign-in or renewal on. */
  grant(id: string, grantee: string, role: Role, by: ChangedBy): Promise<void>;
  /**
   * Takes somebody's role away. Sessions that were made before keep it until they are renewed, agents' tokens until they expire;
   * {@link AccessSettings.revokeTokens} ends both at once.
   *
   * The last owner may be removed too: a site has owners of its own beside grants, who can grant anew, so no wiki is lost by it; and a
   * stolen account must not be kept because it is the last.
   */
  revoke(id: string, grantee: string, by: ChangedBy): Promise<void>;
  /** Makes all tokens for the wiki that were made up to now good for nothing there, sessions and agents' tokens alike. */
  revokeTokens(id: string, by: ChangedBy): Promise<void>;
  /** @see rolesOf */
  rolesOf(identity: GrantedIdentity): Promise<string[]>;
  /** The changes, newest first. @param options.limit at most this many; default 100, maximum 1,000 */
  audit(id: string, options?: { limit?: number }): Promise<AuditEntry[]>;
  /**
   * Makes the edge agree with the settings, where a process died between the two. A change that is under way elsewhere may be refused as
   * `busy` by it.
   */
  repair(id: string): Promise<void>;
}

type Changed = Partial<Pick<Settings, 'public' | 'rules' | 'since' | 'grants' | 'titleFirst'>>;

export function openAccessSettings(options: AccessSettingsOptions): AccessSettings {
  const { store, clock } = options;

  /** @param decide what is to be otherwise, and what the audit says of it; undefined when it is already so */
  const change = async (
    id: string,
    by: ChangedBy,
    decide: (settings: Settings) => { changed: Changed; entry: AccessChange } | undefined,
  ): Promise<void> => {
    const wiki = parseWikiId(id);
    let { settings, etag } = await readSettings(store, wiki);
    const decided = decide(settings);
    if (decided === undefined) return repair(id);
    const { closing: _, ...before } = settings;
    const next: Settings = { ...before, ...decided.changed };
    const problem = checkAccessRecord(recordOf(next));
    if (problem !== '') throw new WikiError('invalid-request', problem, { id });

    await keepEntry(store, wiki, settings.change);
    const both = stricterOf(settings, next);
    if (!isSameAccess(both, settings)) {
      // The settings tell first that something closes, so that nobody opens it again between the edge's turn and theirs.
      ({ settings, etag } = await replaceSettings(store, wiki, { ...before, closing: both }, etag));
      await updateEdge(options, wiki, true);
    }
    const change: AuditEntry = {
      seq: (settings.change?.seq ?? 0) + 1,
      at: new Date(clock.now()).toISOString(),
      by: nameOnly(by),
      ...decided.entry,
    };
    await replaceSettings(store, wiki, { ...next, writes: settings.writes, change }, etag);
    await updateEdge(options, wiki, false);
  };

  const repair = async (id: string): Promise<void> => {
    const wiki = parseWikiId(id);
    const { settings, etag } = await readSettings(store, wiki);
    const { closing, ...rest } = settings;
    if (closing !== undefined) await replaceSettings(store, wiki, rest, etag);
    await updateEdge(options, wiki, false);
  };

  return {
    async read(id) {
      const { settings } = await readSettings(store, parseWikiId(id));
      return { ...recordOf(settings), grants: settings.grants, ...dialectOf(settings) };
    },

    setPublic: (id, isPublic, by) =>
      change(id, by, (settings) =>
        settings.public === isPublic
          ? undefined
          : { changed: { public: isPublic }, entry: { what: 'set-public', public: isPublic } },
      ),

    async setRules(id, rules, by) {
      checkRules(rules);
      await change(id, by, (settings) =>
        isSameAccess({ ...settings, rules }, settings)
          ? undefined
          : { changed: { rules }, entry: { what: 'set-rules', rules } },
      );
    },

    async setTitleFirst(id, titleFirst, by) {
      const context = { wiki: parseWikiId(id), store };
      await readSettings(store, context.wiki);
      // Also before the change, so that it is not forgotten where this ends after it.
      await requestRebuild(context);
      await change(id, by, (settings) =>
        Boolean(settings.titleFirst) === titleFirst
          ? undefined
          : { changed: { titleFirst }, entry: { what: 'set-title-first', titleFirst } },
      );
      await requestRebuild(context);
    },

    async grant(id, text, role, by) {
      const grantee = parseGrantee(text);
      if (!isRole(role)) throw new WikiError('invalid-request', 'A role is reader, editor or owner.');
      await change(id, by, ({ grants }) => {
        if (grants.some((one) => one.grantee === grantee && one.role === role)) return undefined;
        const others = grants.filter((one) => one.grantee !== grantee);
        if (others.length >= MAX_GRANTS) {
          throw new WikiError(
            'invalid-request',
            `"${id}" has ${MAX_GRANTS} grants, which is the most. Grant a role to an e-mail domain instead, or revoke some.`,
            { id },
          );
        }
        return { changed: { grants: [...others, { grantee, role }] }, entry: { what: 'grant', grantee, role } };
      });
    },

    async revoke(id, text, by) {
      const grantee = parseGrantee(text);
      await change(id, by, ({ grants }) => {
        const taken = grants.find((one) => one.grantee === grantee);
        if (taken === undefined) return undefined;
        const others = grants.filter((one) => one !== taken);
        return { changed: { grants: others }, entry: { what: 'revoke', ...taken } };
      });
    },

    revokeTokens: (id, by) =>
      change(id, by, (settings) => {
        const since = Math.max(settings.since, Math.floor(clock.now() / 1000) + 1);
        return since === settings.since ? undefined : { changed: { since }, entry: { what: 'revoke-tokens', since } };
      }),

    rolesOf: (identity) => rolesOf(store, identity),

    async audit(id, { limit = DEFAULT_ENTRIES } = {}) {
      const wiki = parseWikiId(id);
      const { settings } = await readSettings(store, wiki);
      return readEntries(store, wiki, settings.change, Math.min(limit, MAX_ENTRIES));
    },

    repair,
  };
}
