import { gitPrefix, settingsKey } from '@holt/edge';
import { openRepository, type Repository } from '@holt/git';
import { type Clock, type KeyValueStore, type ObjectStore, type Random, StorageError } from '@holt/storage';
import { type ChangedBy, nameOnly } from './audit.ts';
import { WikiError } from './errors.ts';
import { lookAtHead } from './known-head.ts';
import { listWikiIds } from './list-wiki-ids.ts';
import { mapLimit } from './map-limit.ts';
import { dialectOf, encodeSettings, readSettings, recordOf, type Settings } from './settings.ts';
import { updateEdge } from './update-edge.ts';
import { openWiki, type Wiki } from './wiki.ts';
import { parseWikiId, type WikiId } from './wiki-id.ts';
import type { WikiInfo } from './wiki-info.ts';

export interface WikisOptions {
  store: ObjectStore;
  keyValues: KeyValueStore;
  clock: Clock;
  random: Random;
}

export interface CreateOptions {
  /** Anyone may read it. Default false. */
  public?: boolean;
  /** Whom the audit names. */
  by?: ChangedBy;
}

/** All wikis of a store. What may be done in them is changed by `openAccessSettings`. */
export interface Wikis {
  /** Ordered by id. A wiki whose settings are damaged is told as private: the others go on, and opening it tells what is wrong. */
  list(): Promise<WikiInfo[]>;
  /**
   * Makes a wiki without pages, private unless asked otherwise.
   * @throws WikiError `invalid-wiki`, `wiki-exists`
   */
  create(id: string, options?: CreateOptions): Promise<Wiki>;
  /**
   * The wiki, with its settings as they are now: who needs both reads them once.
   * @throws WikiError `invalid-wiki`, `wiki-not-found`, `damaged`
   */
  open(id: string): Promise<Wiki>;
  /** @throws WikiError `invalid-wiki`, `wiki-not-found`, `damaged` */
  info(id: string): Promise<WikiInfo>;
}

export function openWikis(options: WikisOptions): Wikis {
  const { store, clock } = options;
  const repositories = new Map<string, Repository>();

  const readInfo = async (wiki: WikiId): Promise<WikiInfo> => {
    const { settings } = await readSettings(store, wiki);
    return { ...wiki, ...recordOf(settings), ...dialectOf(settings) };
  };

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
      const infos = await mapLimit(await listWikiIds(store), 16, async (wiki): Promise<WikiInfo | undefined> => {
        try {
          return await readInfo(wiki);
        } catch (error) {
          if (error instanceof WikiError && error.code === 'wiki-not-found') return undefined;
          if (!(error instanceof WikiError && error.code === 'damaged')) throw error;
          return { ...wiki, public: false, rules: [], since: 0, damaged: error.message };
        }
      });
      return infos.filter((info) => info !== undefined);
    },

    async create(id, { public: isPublic = false, by } = {}) {
      const wiki = parseWikiId(id);
      const createdAt = new Date(clock.now()).toISOString();
      const settings: Settings = {
        id,
        createdAt,
        public: isPublic,
        rules: [],
        since: 0,
        grants: [],
        writes: 1,
        change: {
          seq: 1,
          at: createdAt,
          ...(by === undefined ? {} : { by: nameOnly(by) }),
          what: 'create',
          public: isPublic,
        },
      };
      try {
        await store.put(settingsKey(wiki.owner, wiki.name), encodeSettings(settings), {
          ifNoneMatch: '*',
          contentType: 'application/json',
        });
      } catch (error) {
        if (!(error instanceof StorageError && error.code === 'precondition-failed')) throw error;
        throw new WikiError(
          'wiki-exists',
          `The wiki "${id}" exists already. Use it as it is, or choose another name.`,
          { id },
        );
      }
      if (isPublic) await updateEdge(options, wiki, false);
      return openWiki({ ...options, wiki: { ...wiki, ...recordOf(settings) }, repository: repositoryOf(wiki) });
    },

    async open(id) {
      const wiki = parseWikiId(id);
      const repository = repositoryOf(wiki);
      const [info] = await Promise.all([readInfo(wiki), lookAtHead(repository)]);
      return openWiki({ ...options, wiki: info, repository });
    },

    async info(id) {
      return readInfo(parseWikiId(id));
    },
  };
}
