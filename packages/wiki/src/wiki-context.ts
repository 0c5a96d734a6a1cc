import type { AccessRecord } from '@holt/edge';
import type { Repository } from '@holt/git';
import type { Clock, KeyValueStore, ObjectStore, Random } from '@holt/storage';
import type { WikiId } from './wiki-id.ts';
import type { WikiInfo } from './wiki-info.ts';

/** What reading, writing and publishing one wiki need. */
export interface WikiContext {
  /** With how its links are written: the options of every rendering. And with who may read what, where that is known. */
  wiki: WikiId & Pick<WikiInfo, 'titleFirst'> & Partial<AccessRecord>;
  store: ObjectStore;
  /** Where the site's own address is kept; without it none is known. */
  keyValues?: KeyValueStore;
  repository: Repository;
  clock: Clock;
  random: Random;
}
