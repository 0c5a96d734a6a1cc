import type { Wiki } from '@holt/wiki';
import type { LocalHolt } from '../local-holt.ts';

/** The wiki that is imported into. */
export interface ImportTarget {
  id: string;
  /** Opens it, making it when it is missing: only once what is to be imported has been looked at. */
  open(): Promise<{ holt: LocalHolt; wiki: Wiki }>;
}
