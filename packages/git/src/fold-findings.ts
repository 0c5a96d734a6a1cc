import type { GitObject } from './git-object.ts';
import type { ListedPack } from './listed-packs.ts';
import type { Ref } from './main-ref.ts';
import type { ObjectDatabase } from './object-database.ts';
import type { PackList } from './pack-list.ts';

/** What a fold works on: the repository as it has found it. */
export interface FoldFindings {
  readonly listKey: string;
  readonly list: PackList;
  readonly head: Ref;
  readonly objects: ObjectDatabase;
  /** The packs on the list, in its order. */
  readonly packs: readonly ListedPack[];
  /** What `main` reaches and no listed pack has. */
  readonly unpacked: readonly GitObject[];
  /** When the list had been read: what is on it was listed by then. */
  readonly nowMs: number;
}
