import { gitPrefix, publicKey, settingsKey } from '@holt/edge';
import { openRepository, type Repository } from '@holt/git';
import { type Clock, type KeyValueStore, type ObjectStore, type Random, StorageError } from '@holt/storage';
import { WikiError } from './errors.ts';
import { lookAtHead } from './known-head.ts';
import { mapLimit } from './map-limit.ts';
import { openWiki, type Wiki } from './wiki.ts';
import { parseWikiId, type WikiId } from './wiki-id.ts';

const MAX_REPAIRS = 10;

export interface WikisOptions {
  store: ObjectStore;
  keyValues: KeyValueStore;
  clock: Clock;
  random: Random;
}

export interface WikiInfo extends WikiId {
  /** Anyone may read it. */
  public: boolean;
  /** What is wrong with its settings, and what to do. Until then it counts as private. */
  damaged?: string;
}

/** All wikis of a store. */
export interface Wikis {
  /** Ordered by id. A wiki whose settings are damaged is told as private: the others go on, and opening it tells what is wrong. */
  list(): Promise<WikiInfo[]>;
  /**
   * Makes a wiki without pages, private unless asked otherwise.
   * @throws WikiError `invalid-wiki`, `wiki-exists`
   */
  create(id: string, options?: { public?: boolean }): Promise<Wiki>;
  /** @throws WikiError `invalid-wiki`, `wiki-not-found` */
  open(id: string): Promise<Wiki>;
  /** @throws WikiError `invalid-wiki`, `wiki-not-found` */
  info(id: string): Promise<WikiInfo>;
  /**
   * Makes the edge agree with the wiki's settings, where a process died between the two.
   * @throws WikiError `invalid-wiki`, `wiki-not-found`, `busy`
   */
  repairAccess(id: string): Promise<void>;
  /** @throws WikiError `invalid-wiki`, `wiki-not-found`, `busy` */
  setPublic(id: string, isPublic: boolean): Promise<void>;
}

/** What a wiki's settings object (`control/{owner}/{wiki}/wiki.json`) holds. */
interface Settings {
  id: string;
  createdAt: string;
  public: boolean;
}

export function openWikis(options: WikisOptions): Wikis {
  const { store, keyValues, clock } = options;
  const repositories = new Map<string, Repository>();

  const readSettings = async (wiki: WikiId): Promise<{ settings: Settings; etag: string }> => {
    const key = settingsKey(wiki.owner, wiki.name);
    const object = await store.get(key);
    if (object === undefined) {
      throw new WikiError('wiki-not-found', `There is no wiki "${wiki.id}". List the wikis to find its name.`, {
        id: wiki.id,
      });
    }
    return { settings: parseSettings(key, object.body), etag: object.etag };
  };
  // The edge decides by this entry alone. It is set after the settings say so, and removed before they say so and again after, so
  // that neither a failure in between nor a repair at the same time leaves a wiki more open than its settings.
  const publishFlag = (wiki: WikiId, isPublic: boolean) =>
    keyValues.update(
      isPublic ? { put: { [publicKey(wiki.owner, wiki.name)]: '1' } } : { delete: [publicKey(wiki.owner, wiki.name)] },
    );

  const repositoryOf = (wiki: WikiId): Repository => {
    let repository = repositories.get(wiki.id);
    if (repository === undefined) {
      repository = openRepository({ store, prefix: gitPrefix(wiki.owner, wiki.name), clock });
      repositories.set(wiki.id, repository);
    }
    return repository;
  };

  return {
    async list() {
      const ids: string[] = [];
      for (const owner of await listPrefixes(store, 'control/')) ids.push(...(await listPrefixes(store, owner)));
      const infos = await mapLimit(ids, 16, async (prefix): Promise<WikiInfo | undefined> => {
        try {
          const object = await store.get(`${prefix}wiki.json`);
          if (object === undefined) return undefined;
          const settings = parseSettings(`${prefix}wiki.json`, object.body);
          return { ...parseWikiId(settings.id), public: settings.public };
        } catch (error) {
          if (!isDamaged(error)) throw error;
          const [, owner = '', name = ''] = prefix.split('/');
          return { id: `${owner}/${name}`, owner, name, public: false, damaged: error.message };
        }
      });
      return infos.filter((info) => info !== undefined);
    },

    async create(id, { public: isPublic = false } = {}) {
      const wiki = parseWikiId(id);
      const settings: Settings = { id, createdAt: new Date(clock.now()).toISOString(), public: isPublic };
      try {
        await store.put(settingsKey(wiki.owner, wiki.name), encodeSettings(settings), {
          ifNoneMatch: '*',
          contentType: 'application/json',
        });
      } catch (error) {
        if (!(error instanceof StorageError && error.code === 'precondition-failed')) throw error;
        throw new WikiError('wiki-exists', `The wiki "${id}" exists already. Open it, or choose another name.`, { id });
      }
      if (isPublic) await publishFlag(wiki, true);
      return openWiki({ ...options, wiki, repository: repositoryOf(wiki) });
    },

    async open(id) {
      const wiki = parseWikiId(id);
      const repository = repositoryOf(wiki);
      await Promise.all([readSettings(wiki), lookAtHead(repository)]);
      return openWiki({ ...options, wiki, repository });
    },

    async info(id) {
      const wiki = parseWikiId(id);
      const { settings } = await readSettings(wiki);
      return { ...wiki, public: settings.public };
    },

    async setPublic(id, isPublic) {
      const wiki = parseWikiId(id);
      const { settings, etag } = await readSettings(wiki);
      if (!isPublic) await publishFlag(wiki, false);
      try {
        await store.put(settingsKey(wiki.owner, wiki.name), encodeSettings({ ...settings, public: isPublic }), {
          ifMatch: etag,
          contentType: 'application/json',
        });
      } catch (cause) {
        if (!(cause instanceof StorageError && (cause.code === 'precondition-failed' || cause.code === 'conflict')))
          throw cause;
        throw new WikiError(
          'busy',
          `The settings of "${id}" were changed by someone else just now. Look again, then try again.`,
          { id },
          { cause },
        );
      }
      await publishFlag(wiki, isPublic);
    },

    async repairAccess(id) {
      const wiki = parseWikiId(id);
      for (let attempt = 0; attempt < MAX_REPAIRS; attempt++) {
        const { settings, etag } = await readSettings(wiki);
        const isOpen = (await keyValues.get(publicKey(wiki.owner, wiki.name))) === '1';
        if (isOpen === settings.public) return;
        await publishFlag(wiki, settings.public);
        if ((await readSettings(wiki)).etag === etag) return;
      }
      throw new WikiError('busy', `The settings of "${id}" kept changing. Try again.`, { id });
    },
  };
}

async function listPrefixes(store: ObjectStore, prefix: string): Promise<string[]> {
  const prefixes: string[] = [];
  let startAfter: string | undefined;
  do {
    const page = await store.list({ prefix, delimiter: '/', ...(startAfter === undefined ? {} : { startAfter }) });
    prefixes.push(...page.prefixes);
    startAfter = page.next;
  } while (startAfter !== undefined);
  return prefixes;
}

function isDamaged(error: unknown): error is WikiError | StorageError {
  return (error instanceof WikiError || error instanceof StorageError) && error.code === 'damaged';
}

function encodeSettings(settings: Settings): string {
  return `${JSON.stringify(settings, null, 2)}\n`;
}

function parseSettings(key: string, body: Uint8Array): Settings {
  try {
    const value = JSON.parse(new TextDecoder().decode(body)) as Settings;
    if (typeof value.id !== 'string' || typeof value.public !== 'boolean') throw new TypeError('not settings');
    const { owner, name } = parseWikiId(value.id);
    if (settingsKey(owner, name) !== key) throw new TypeError('settings of another wiki');
    return value;
  } catch (cause) {
    throw new WikiError(
      'damaged',
      `The settings object ${key} can't be read. Restore it from a backup.`,
      { key },
      { cause },
    );
  }
}
