import { encodeBlob, encodeCommit, encodeTree, openRepository } from '@holt/git';
import { MemoryObjectStore, manualClock, seededRandom } from '@holt/storage';
import { expect, it } from 'vitest';
import { linkChanges } from './link-changes.ts';
import { readCommits } from './read-commits.ts';

const PERSON = { name: 'Me', email: 'me@wiki.example', timestampSeconds: 0, timezoneOffsetMinutes: 0 };

/** What some texts of a page, committed one after the other and not published, tell of links. */
async function targetsOf(texts: readonly string[]): Promise<string[]> {
  const store = new MemoryObjectStore();
  const clock = manualClock(0);
  const repository = openRepository({ store, prefix: 'git/me/notes/', clock });
  let parents: string[] = [];
  for (const text of texts) {
    const blob = encodeBlob(Buffer.from(text));
    const tree = encodeTree([{ mode: '100644', name: 'A.md', oid: blob.oid }]);
    const commit = encodeCommit({ tree: tree.oid, parents, author: PERSON, committer: PERSON, message: 'Write A\n' });
    await repository.writeObjects([blob, tree, commit]);
    parents = [commit.oid];
  }
  const wiki = { id: 'me/notes', owner: 'me', name: 'notes' };
  const context = { wiki, store, repository, clock, random: seededRandom(1) };
  const head = { oid: parents[0] ?? '', generation: texts.length };
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
