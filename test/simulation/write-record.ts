import type { WriteResult } from '@holt/wiki';
import type { PlannedWrite } from './planned-write.ts';

/** What became of a write, as its agent knows it. */
export interface WriteRecord {
  planned: PlannedWrite;
  /** `unknown`: it may be in, or may still come in. */
  outcome: 'committed' | 'failed' | 'unknown';
  /** Of a committed write. */
  result?: WriteResult;
  /** The error's code, of a failed write. */
  code?: string;
  /** When it was first sent, and when its last answer came: stamps of the world. */
  invoked: number;
  answered: number;
}
