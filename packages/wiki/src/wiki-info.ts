import type { AccessRecord } from '@holt/edge';
import type { WikiId } from './wiki-id.ts';

/** A wiki, and who may read what in it: what edge's `allows` takes for its record. */
export interface WikiInfo extends WikiId, AccessRecord {
  /** Wiki links are written `[[Title|Page]]` here, instead of `[[Page|Title]]`. */
  titleFirst?: boolean;
  /** What is wrong with its settings, and what to do. Until then it counts as private and without rules. */
  damaged?: string;
}
