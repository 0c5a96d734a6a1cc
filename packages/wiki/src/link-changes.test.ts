import { openRepository } from '@holt/git';
import { MemoryObjectStore, manualClock, seededRandom } from '@holt/storage';
import { expect, it } from 'vitest';
import { linkChanges } from './link-changes.ts';
import { readCommits } from './read-commits.ts';
import { AUTHOR, openTestWikis } from './testing/test-wiki.ts';

/** What some texts of a page, written one after the other, tell of links. */
async function targetsOf(texts: readonly string[]): Promise<string[]> {
  const store = new MemoryObjectStore();
  const wiki = await openTestWikis(store).create('me/notes');
  for (const content of texts) await wiki.write({ changes: [{ op: 'put', path: 'A', content }], author: AUTHOR });
  const clock = manualClock(0);
  const repository = openRepository({ store, prefix: 'git/me/notes/', clock });
  const context = { wiki, store, repository, clock, random: seededRandom(1) };
  const head = await repository.readRef();
  if (head === undefined) throw new Error('no commits');
  const ledger = await linkChanges(context, await readCommits(context, head, () => false));
  return ledger.links().map(({ to }) => to);
}

it('tells of all links that came and went', async () => {
  expect(await targetsOf(['[[B]]', '[[C]]', 'none'])).toEqual(['B', 'C']);
});

it('looks at the newest commits only, where the texts of all would take long', async () => {
  const costly = '*a* [b](https://example.org) `d`\n\n'.repeat(2000);
  const targets = await targetsOf(Array.from({ length: 14 }, (_, i) => `[[T${10 + i}]] ${costly}`));
  expect(targets).toContain('T23');
  expect(targets).not.toContain('T10');
});
