import { fragmentsPrefix } from '@holt/edge';
import { MemoryObjectStore, type ObjectStore, seededRandom } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import {
  AUTHOR,
  differingKeys,
  type Fate,
  faultyStore,
  openTestWikis,
  readArtifacts,
  renderAnew,
} from './testing/test-wiki.ts';

const PATHS = ['Home', 'A', 'B', 'X/A', 'X/B', 'Y/Z/B', 'X/C', 'Y/C'];
const PREFIX = fragmentsPrefix('me', 'notes');

/** Random writes: pages that come, go, come back, move and change a few of their lines and links. */
function randomChanges(seed: string) {
  const random = seededRandom(seed);
  const below = (limit: number) => (random.bytes(1)[0] as number) % limit;
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const line = () =>
    pick(['', `line ${below(8)}`, `to [[${pick(PATHS)}]]`, `[on](../${pick(PATHS)})`, `![[${pick(PATHS)}]]`]);
  const text = () => `# ${pick(['One', 'Two'])}\n\n${Array.from({ length: below(9) }, line).join('\n')}\n`;
  const change = (): PageChange => {
    const path = pick(PATHS);
    return pick<() => PageChange>([
      () => ({ op: 'put', path, content: text() }),
      () => ({ op: 'put', path, content: text() }),
      () => ({ op: 'delete', path }),
      () => ({ op: 'move', path, newPath: pick(PATHS) }),
      () => ({ op: 'store', path: 'img/a.png', content: random.bytes(3) }),
    ])();
  };
  return { below, changes: () => Array.from({ length: 1 + below(3) }, change) };
}

async function expectAsAnew(store: ObjectStore, when: string): Promise<void> {
  expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store)), when).toEqual([]);
}

describe('what is made of pages, commit by commit', () => {
  it.each(Array.from({ length: 12 }, (_, index) => index + 1))(
    'is what one publication of the whole history gives, whichever processes published or died between (seed %i)',
    async (seed) => {
      const store = new MemoryObjectStore();
      await openTestWikis(store).create('me/notes', { public: true });
      const { below, changes } = randomChanges(`fold ${seed}`);
      for (let step = 0; step < 25; step++) {
        // Each of a new process. Some die at one of their requests for artifacts, some before the first of these.
        let left = below(3) === 0 ? below(24) : below(3) === 0 ? 0 : Number.POSITIVE_INFINITY;
        const dying = faultyStore(store, (method, key): Fate => {
          if (!key.startsWith(PREFIX) || left === Number.POSITIVE_INFINITY) return 'through';
          if (method !== 'put') return 'through';
          left--;
          return left >= 0 ? 'through' : left === -1 && below(2) === 0 ? 'answer lost' : 'lost';
        });
        const wiki = await openTestWikis(dying, seed * 1000 + step).open('me/notes');
        await wiki.write({ changes: changes(), author: AUTHOR }).catch(() => undefined);
        if (below(6) > 0) continue;
        await (await openTestWikis(store).open('me/notes')).publish();
        await expectAsAnew(store, `after step ${step}`);
      }
      await (await openTestWikis(store).open('me/notes')).publish();
      await expectAsAnew(store, 'at the end');
    },
    60_000,
  );

  it('builds on no state that is older than the mark, though the page is as it was then', async () => {
    const store = new MemoryObjectStore();
    const first = await openTestWikis(store).create('me/notes', { public: true });
    const write = (wiki: typeof first, content: string) =>
      wiki.write({ changes: [{ op: 'put', path: 'X/A', content }], author: AUTHOR });
    await write(first, '# A\n');
    const { promise: held, resolve: release } = Promise.withResolvers<Fate>();
    let isSlow = false;
    const slow = faultyStore(store, (_, key) =>
      isSlow && (key.endsWith('/changes.json') || key.endsWith('/info/refs')) ? held : 'through',
    );
    const second = await openTestWikis(slow, 2).open('me/notes');
    isSlow = true;
    const slowWrite = write(second, '# A\n\nslow\n');
    await new Promise(setImmediate);
    await write(first, '# A\n\nquick\n');
    await write(first, '# A\n');
    release('through');
    expect(await slowWrite).toMatchObject({ generation: 4, published: true });
    await expectAsAnew(store, 'in the end');
  }, 5000);
});
