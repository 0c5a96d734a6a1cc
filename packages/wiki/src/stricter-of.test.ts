import { type AccessRecord, allows, type Level, type PathRule } from '@holt/edge';
import { type Random, seededRandom } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { stricterOf } from './stricter-of.ts';

const PATHS = ['A', 'A/B', 'A/B/C', 'D', 'D/B'];
const PROBES = [...PATHS, ...PATHS.map((path) => `${path}/x`), 'Top', 'AB', 'A/BC'];
const LEVELS: readonly Level[] = ['public', 'reader', 'editor', 'owner'];
const CALLERS = [
  undefined,
  ...['reader', 'editor', 'owner'].flatMap((role) =>
    [5, 15].map((issuedAt) => ({ wikis: [`*:${role}`], scope: ['read' as const], issuedAt })),
  ),
];

function randomRecord(random: Random): AccessRecord {
  const byte = () => random.bytes(1)[0] ?? 0;
  const rules = PATHS.flatMap((path): PathRule[] => {
    const level = LEVELS[byte() % 8];
    return level === undefined ? [] : [[path, level]];
  });
  return { public: byte() % 2 === 0, rules, since: byte() % 2 === 0 ? 10 : 0 };
}

describe('the stricter of two records', () => {
  it('lets nothing pass that either refuses, and refuses nobody else whose token is new enough for both', () => {
    const random = seededRandom('stricter');
    for (let round = 0; round < 500; round++) {
      const [a, b] = [randomRecord(random), randomRecord(random)];
      const both = stricterOf(a, b);
      for (const path of PROBES) {
        for (const caller of CALLERS) {
          const may = (record: AccessRecord) => allows(caller, record, 'me', 'notes', 'read', path);
          const expected = may(a) && may(b);
          const isNew = caller === undefined || caller.issuedAt >= Math.max(a.since, b.since);
          if (isNew || !expected) expect(may(both), JSON.stringify({ a, b, path, caller })).toBe(expected);
        }
      }
    }
  });

  it('lets nothing pass what either refuses of the whole wiki', () => {
    const random = seededRandom('whole');
    for (let round = 0; round < 500; round++) {
      const [a, b] = [randomRecord(random), randomRecord(random)];
      for (const caller of CALLERS) {
        const may = (record: AccessRecord) => allows(caller, record, 'me', 'notes', 'read');
        if (may(stricterOf(a, b))) expect(may(a) && may(b), JSON.stringify({ a, b, caller })).toBe(true);
      }
    }
  });

  it('lets nothing pass at all where its rules are too many for an entry', () => {
    const many = (name: string) => Array.from({ length: 30 }, (_, i): PathRule => [`${name}/Folder_${i}`, 'public']);
    const both = stricterOf({ public: true, rules: many('A'), since: 0 }, { public: true, rules: many('B'), since: 0 });
    for (const caller of CALLERS) {
      for (const path of [undefined, 'Top', 'A/Folder_1']) {
        expect(allows(caller, both, 'me', 'notes', 'read', path)).toBe(false);
      }
    }
  });
});
