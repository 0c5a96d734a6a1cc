import type { Repository } from '@holt/git';
import type { Clock, ObjectStore, Random } from '@holt/storage';
import type { WikiId } from './wiki-id.ts';

/** What reading, writing and publishing one wiki need. */
export interface WikiContext {
  wiki: WikiId;
  store: ObjectStore;
  repository: Repository;
  clock: Clock;
  random: Random;
}
