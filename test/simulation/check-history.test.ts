import type { PageChange } from '@holt/wiki';
import { describe, expect, it } from 'vitest';
import { checkHistory } from './check-history.ts';
import { lineOf } from './planned-write.ts';
import type { HistoryEntry } from './read-history.ts';
import type { WriteRecord } from './write-record.ts';

const put = (id: string): PageChange => ({ op: 'put', path: id, content: lineOf(id) });
const commit = (generation: number, id: string, files: Record<string, string>): HistoryEntry => ({
  oid: `oid ${generation}`,
  id,
  parents: generation === 1 ? 0 : 1,
  files: new Map(Object.entries(files)),
});
const record = (id: string, outcome: WriteRecord['outcome'], generation = 0, changes = [put(id)]): WriteRecord => ({
  planned: { id, request: { changes, author: { name: id, email: id }, message: `Write ${id}` } },
  outcome,
  invoked: 1,
  answered: 2,
  ...(outcome === 'committed' && {
    result: {
      committed: true,
      published: true,
      revision: `oid ${generation}`,
      generation,
      replayed: false,
      unchanged: false,
      pages: [],
    },
  }),
});

const A = { 'a.md': lineOf('a') };
const B = { ...A, 'b.md': lineOf('b') };
const HISTORY = [commit(1, 'a', A), commit(2, 'b', B)];
const NOTHING = { lost: [], duplicated: [], ghosts: [] };

it.each<[string, WriteRecord[]]>([
  ['all acknowledged writes are in', [record('a', 'committed', 1), record('b', 'committed', 2)]],
  ['a write of unknown outcome is in', [record('a', 'unknown'), record('b', 'committed', 2)]],
  [
    'a write of unknown outcome is not in',
    [record('a', 'committed', 1), record('b', 'unknown'), record('c', 'unknown')],
  ],
  ['a failed write is not in', [record('a', 'committed', 1), record('b', 'committed', 2), record('c', 'failed')]],
])('is content when %s', (_, writes) => {
  expect(checkHistory(writes, HISTORY)).toEqual(NOTHING);
});

describe('finds', () => {
  const both = [record('a', 'committed', 1), record('b', 'committed', 2)];
  it.each<[keyof typeof NOTHING, string, WriteRecord[], HistoryEntry[]]>([
    ['lost', 'an acknowledged write whose commit HEAD does not reach', [...both, record('c', 'committed', 3)], HISTORY],
    [
      'lost',
      'an acknowledged write that is told as the commit of another',
      [record('a', 'committed', 2), record('b', 'committed', 2)],
      HISTORY,
    ],
    [
      'lost',
      'a write that undoes another in passing',
      both,
      [commit(1, 'a', A), commit(2, 'b', { 'b.md': lineOf('b') })],
    ],
    [
      'lost',
      'a page that is not what was written',
      both,
      [commit(1, 'a', A), commit(2, 'b', { ...A, 'b.md': 'else' })],
    ],
    ['lost', 'a commit that nobody wrote', [record('a', 'committed', 1)], HISTORY],
    ['lost', 'a commit with two parents', both, [commit(1, 'a', A), { ...commit(2, 'b', B), parents: 2 }]],
    ['duplicated', 'a write with two commits', both, [...HISTORY, commit(3, 'b', B)]],
    [
      'duplicated',
      'a line that a page has twice',
      both,
      [commit(1, 'a', A), commit(2, 'b', { ...A, 'b.md': `${lineOf('b')} ${lineOf('b')}` })],
    ],
    ['ghosts', 'a failed write that is in', [record('a', 'committed', 1), record('b', 'failed')], HISTORY],
  ])('%s: %s', (kind, _, writes, history) => {
    expect(checkHistory(writes, history)[kind]).not.toEqual([]);
  });
});
