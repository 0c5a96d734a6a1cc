import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SearchError } from './errors.ts';
import { SEARCH_FORMAT } from './names.ts';
import {
  decodeRoot,
  encodeRoot,
  isFoldDue,
  MAX_CARRIED_BYTES,
  MAX_ROOT_BYTES,
  mergeChanges,
  withMain,
} from './root.ts';
import type { MainName, RecentPage, SearchEntry, SearchRoot } from './types.ts';

const bytesOf = (root: SearchRoot) => new TextEncoder().encode(encodeRoot(root));
const refOf = (generation: number) => ({ generation, revision: `revision ${generation}` });
const mainOf = (generation: number): MainName => ({ name: `${generation}-0badcafe`, ...refOf(generation) });

function entryOf(path: string, generation: number, textLength: number): SearchEntry {
  const headings = [{ slug: 'a', text: 'A', offset: 0 }];
  const text = 'é'.repeat(textLength);
  return { path, title: path, version: `v${generation}`, generation, tags: ['t'], headings, text };
}

const page = (path: string, generation: number, textLength = 10): RecentPage => ({
  path,
  generation,
  entry: entryOf(path, generation, textLength),
});

/** A root that knows these pages, all there ever were. */
function rootOf(...changes: RecentPage[]): SearchRoot {
  const generation = Math.max(0, ...changes.map((change) => change.generation));
  return mergeChanges(undefined, changes, refOf(generation), { since: 0 }) as SearchRoot;
}

/** What publishers merge: changes of pages up to some commit, of which others may merge the same. What a commit made of a page is always the same. */
type Publication = { pages: readonly [path: number, generation: number][]; ahead: number };

/** @param textLength of a page's text, in bytes twice that; a third of the pages are gone */
function publications(paths: number, textLength: (path: number, generation: number) => number, folder = 'Folder') {
  const pages = fc.uniqueArray(fc.tuple(fc.nat(paths - 1), fc.integer({ min: 1, max: 30 })), {
    selector: ([path]) => path,
    minLength: paths / 4,
    maxLength: paths,
  });
  const changesOf = ({ pages }: Publication): RecentPage[] =>
    pages.map(([number, generation]) => {
      const path = `${folder}/Page ${number}`;
      return (number + generation) % 3 === 0
        ? { path, generation }
        : page(path, generation, textLength(number, generation));
    });
  const merge = (root: SearchRoot | undefined, publication: Publication): SearchRoot => {
    const changes = changesOf(publication);
    const generation = Math.max(1, ...changes.map((change) => change.generation)) + publication.ahead;
    return mergeChanges(root, changes, refOf(generation), { since: 0 }) ?? (root as SearchRoot);
  };
  return { arbitrary: fc.record({ pages, ahead: fc.nat(2) }), merge, changesOf };
}

describe('merging while all have room', () => {
  const { arbitrary, merge } = publications(12, (path, generation) => path * generation);
  const several = fc.array(arbitrary, { minLength: 1, maxLength: 6 });

  it('gives the same bytes in any order', () => {
    const property = fc.property(several, fc.infiniteStream(fc.nat()), (all, dice) => {
      const shuffled = [...all].map((each) => ({ each, key: dice.next().value })).sort((a, b) => a.key - b.key);
      const other = shuffled.map(({ each }) => each);
      expect(encodeRoot(other.reduce(merge, undefined as never))).toBe(
        encodeRoot(all.reduce(merge, undefined as never)),
      );
    });
    fc.assert(property, { seed: 1, numRuns: 300 });
  });

  it('gives the same bytes however the changes are grouped', () => {
    const property = fc.property(several, fc.nat(5), (all, split) => {
      const one = all.reduce(merge, undefined as unknown as SearchRoot);
      const [before, after] = [all.slice(0, split), all.slice(split)];
      const first = before.reduce(merge, undefined as unknown as SearchRoot);
      // What the others would have made by themselves, merged as one publication.
      const rest = after.reduce(merge, undefined as unknown as SearchRoot) as SearchRoot | undefined;
      const joined = rest === undefined ? first : (mergeChanges(first, rest.changed, rest, { since: 0 }) ?? first);
      expect(encodeRoot(joined)).toBe(encodeRoot(one));
    });
    fc.assert(property, { seed: 2, numRuns: 300 });
  });

  it('has nothing to put where all of it is in already', () => {
    const property = fc.property(several, (all) => {
      const root = all.reduce(merge, undefined as unknown as SearchRoot);
      for (const publication of all) expect(merge(root, publication)).toBe(root);
    });
    fc.assert(property, { seed: 3, numRuns: 300 });
  });
});

describe('merging where room runs out', () => {
  const texts = publications(40, (path, generation) => (path * generation * 997) % 10_000);
  const paths = publications(200, () => 5, 'A folder'.repeat(50));
  const runs = [
    ['of texts', texts, 12],
    ['of paths, too', paths, 4],
  ] as const;

  it.each(runs)(
    '%s stays within its bounds, and what it says is true',
    (_what, { arbitrary, merge, changesOf }, count) => {
      const property = fc.property(fc.array(arbitrary, { minLength: 1, maxLength: count }), (all) => {
        let root: SearchRoot | undefined;
        const known = new Map<string, RecentPage>();
        for (const publication of all) {
          root = merge(root, publication);
          for (const change of changesOf(publication)) {
            if ((known.get(change.path)?.generation ?? 0) < change.generation) known.set(change.path, change);
          }
          expect(bytesOf(root).length).toBeLessThanOrEqual(MAX_ROOT_BYTES);
          const listed = new Map(root.changed.map((each) => [each.path, each]));
          for (const [path, change] of known) {
            const { path: _, ...found } = listed.get(path) ?? { path };
            if (listed.has(path)) {
              const { path: __, generation, ...wanted } = change;
              expect([
                { generation, ...wanted },
                ...(change.entry ? [{ generation, isApart: true }] : []),
              ]).toContainEqual(found);
            } else expect(change.generation).toBeLessThanOrEqual(root.missingUpTo ?? 0);
          }
          expect(listed.size).toBeLessThanOrEqual(known.size);
        }
      });
      fc.assert(property, { seed: 4, numRuns: 60 });
    },
  );

  it.each(runs)('%s never has bytes again that it had before', (_what, { arbitrary, merge }, count) => {
    // Publishers come again, as after an answer that was lost; and folds come between.
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.nat(count - 1) },
      { weight: 1, arbitrary: fc.constant('fold' as const) },
    );
    const all = fc.array(arbitrary, { minLength: count, maxLength: count });
    const property = fc.property(all, fc.array(step, { minLength: 10, maxLength: 30 }), (publications, steps) => {
      let root = merge(undefined, publications[0] as Publication);
      const seen = new Set([encodeRoot(root)]);
      for (const each of steps) {
        const next =
          each === 'fold'
            ? withMain(root, mainOf(root.generation), [])
            : merge(root, publications[each] as Publication);
        if (next === undefined || next === root) continue;
        root = next;
        expect(seen.has(encodeRoot(root))).toBe(false);
        seen.add(encodeRoot(root));
      }
    });
    fc.assert(property, { seed: 5, numRuns: 40 });
  });

  it('takes the texts of old changes first', () => {
    const pages = Array.from({ length: 20 }, (_, i) => page(`P${i}`, 20 - i, 3000));
    const { changed } = rootOf(...pages);
    const apart = changed.filter(({ isApart }) => isApart).map(({ generation }) => generation);
    expect(apart.length).toBeGreaterThan(0);
    expect(Math.max(...apart)).toBe(apart.length);
  });

  it('takes the places of old changes next, and says up to when some are missing', () => {
    const pages = Array.from({ length: 5000 }, (_, i) => page(`Folder/Page ${i}`, i + 1));
    const root = rootOf(...pages);
    const { changed, missingUpTo } = root;
    expect(bytesOf(root).length).toBeLessThanOrEqual(MAX_ROOT_BYTES);
    expect(changed.length).toBeGreaterThan(500);
    expect(missingUpTo).toBe(5000 - changed.length);
  });
});

describe('the root', () => {
  it('begins with the first publication of a wiki, and with no changes if there are none', () => {
    expect(rootOf(page('A', 1))).toEqual({
      format: SEARCH_FORMAT,
      ...refOf(1),
      former: [],
      changed: [page('A', 1)],
    });
    expect(mergeChanges(undefined, [], refOf(3), { since: 0 })?.changed).toEqual([]);
  });

  it('says what is missing where changes were published that it was not told of', () => {
    expect(mergeChanges(undefined, [page('A', 8)], refOf(8), { since: 7 })).toMatchObject({
      ...refOf(8),
      missingUpTo: 7,
    });
    const root = rootOf(page('A', 3));
    expect(mergeChanges(root, [page('B', 8)], refOf(8), { since: 7 })?.missingUpTo).toBe(7);
    expect(mergeChanges(root, [page('B', 4)], refOf(4), { since: 3 })).not.toHaveProperty('missingUpTo');
    const folded = withMain({ ...root, missingUpTo: 2 }, mainOf(3), []) as SearchRoot;
    expect(folded).not.toHaveProperty('missingUpTo');
  });

  it('has of each page what the newest commit made of it, whoever comes first', () => {
    const root = rootOf(page('A', 5));
    expect(mergeChanges(root, [page('A', 4)], refOf(4), { since: 0 })).toBeUndefined();
    expect(mergeChanges(root, [{ path: 'A', generation: 6 }], refOf(6), { since: 5 })?.changed).toEqual([
      { path: 'A', generation: 6 },
    ]);
  });

  it('lists its pages in code unit order', () => {
    const root = rootOf(page('b', 1), page('B', 3), page('ä', 2), page('B/a', 2), page('𝒂', 1), page('\uffee', 1));
    expect(root.changed.map(({ path }) => path)).toEqual(['B', 'B/a', 'b', 'ä', '𝒂', '\uffee']);
  });

  it('leaves out what the main part has, also what comes late', () => {
    const root = withMain(rootOf(page('A', 5), page('B', 7), page('C', 6)), mainOf(6), []) as SearchRoot;
    expect(root.changed).toEqual([page('B', 7)]);
    for (const late of [page('A', 5), page('C', 6)]) {
      expect(mergeChanges(root, [late], refOf(late.generation), { since: 4 })).toBeUndefined();
    }
    expect(withMain(root, mainOf(6), [])).toBeUndefined();
    expect(withMain(root, mainOf(5), [])).toBeUndefined();
    const ahead = withMain(root, mainOf(9), [{ name: '6-0badcafe', until: 1 }]);
    expect(ahead).toMatchObject({ ...refOf(9), main: mainOf(9), changed: [], former: [{ until: 1 }] });
  });

  it('carries no text over 16 KiB', () => {
    const long = page('A', 1, MAX_CARRIED_BYTES / 2);
    expect(rootOf(long, page('B', 1)).changed).toEqual([{ path: 'A', generation: 1, isApart: true }, page('B', 1)]);
  });

  it('does not carry a text again that it ceased to carry', () => {
    const root = rootOf({ path: 'A', generation: 5, isApart: true });
    expect(mergeChanges(root, [page('A', 5)], refOf(5), { since: 0 })).toBeUndefined();
    expect(mergeChanges(root, [page('A', 6)], refOf(6), { since: 0 })?.changed).toEqual([page('A', 6)]);
  });

  it('is read as it was written, and refused when it is no root', () => {
    const root = withMain(rootOf(page('A', 5), page('B', 7), { path: 'C', generation: 8 }), mainOf(6), [
      { name: '2-0badcafe', until: 1_700_000_000_000 },
    ]) as SearchRoot;
    expect(decodeRoot(bytesOf(root))).toEqual(root);
    expect(decodeRoot(bytesOf({ ...root, missingUpTo: 7 }))).toEqual({ ...root, missingUpTo: 7 });

    const bad: unknown[] = [
      [],
      null,
      1,
      {},
      { ...root, generation: -1 },
      { ...root, generation: '1' },
      { ...root, revision: 1 },
      { ...root, format: undefined },
      { ...root, main: {} },
      { ...root, former: undefined },
      { ...root, former: [{ name: 'a' }] },
      { ...root, changed: {} },
      { ...root, changed: [{ path: 'A' }] },
      { ...root, changed: [{ path: 'A', generation: 1, isApart: false }] },
      { ...root, changed: [{ path: 'A', generation: 1, entry: { path: 'A' } }] },
      { ...root, missingUpTo: 'all' },
    ];
    for (const value of bad) {
      const bytes = new TextEncoder().encode(JSON.stringify(value));
      expect(() => decodeRoot(bytes), JSON.stringify(value)).toThrow(SearchError);
    }
    expect(() => decodeRoot(bytesOf(root).slice(0, -3))).toThrow(expect.objectContaining({ code: 'damaged' }));
    expect(() => decodeRoot(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(SearchError);
  });

  it('of another format says no more than up to where it knew', () => {
    const other = { format: SEARCH_FORMAT + 1, ...refOf(4), pages: 'otherwise' };
    const root = decodeRoot(new TextEncoder().encode(JSON.stringify(other)));
    expect(root).toEqual({ format: SEARCH_FORMAT, ...refOf(4), former: [], changed: [], missingUpTo: 4 });
  });

  it('is to be folded when it is large, when something is not in it, or when a former main part has had its time', () => {
    const isDue = (root: SearchRoot, nowMs = 0) => isFoldDue(root, bytesOf(root), nowMs);
    const small = rootOf(page('A', 1));
    expect(isDue(small)).toBe(false);
    expect(isDue(rootOf(...Array.from({ length: 5 }, (_, i) => page(`P${i}`, 1, 6000))))).toBe(true);
    const large = ['A', 'B', 'C'].map((path) => page(path, 1, MAX_CARRIED_BYTES));
    expect(isDue(rootOf(...large.slice(0, 2)))).toBe(false);
    expect(isDue(rootOf(...large))).toBe(true);
    expect(isDue({ ...small, missingUpTo: 1 })).toBe(true);
    // The entry of the second has no address from which it could be read.
    const apart = (bytes: number) => rootOf({ path: 'é'.padEnd(bytes - 1, 'x'), generation: 1, isApart: true });
    expect([isDue(apart(230)), isDue(apart(231))]).toEqual([false, true]);
    expect(isDue({ ...small, former: [{ name: '0-0badcafe', until: 5 }] })).toBe(true);
    const former = withMain(small, mainOf(1), [{ name: '0-0badcafe', until: 5 }]) as SearchRoot;
    expect(isDue(former, 4)).toBe(false);
    expect(isDue(former, 5)).toBe(true);
  });
});
