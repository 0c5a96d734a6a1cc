import { encodeCommit } from '../commit.ts';
import { encodeBlob, type GitObject } from '../git-object.ts';
import type { Oid } from '../oid.ts';
import { encodeTree } from '../tree.ts';

export const ADA = { name: 'Ada', email: 'ada@example.org', timestampSeconds: 1_700_000_000, timezoneOffsetMinutes: 0 };
export const BLOB = encodeBlob(Buffer.from('page\n'));
export const TREE = encodeTree([{ mode: '100644', name: 'page.md', oid: BLOB.oid }]);
export const COMMIT = encodeCommit({ tree: TREE.oid, parents: [], author: ADA, committer: ADA, message: 'Add page\n' });

/** A commit on top of another that changes nothing. */
export const childOf = (parent: Oid, message: string, otherParents: readonly Oid[] = []): GitObject =>
  encodeCommit({ tree: TREE.oid, parents: [parent, ...otherParents], author: ADA, committer: ADA, message });
