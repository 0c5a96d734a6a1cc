import { isWithin } from '@holt/edge';
import { beforeAll, describe, expect, it } from 'vitest';
import { WikiError } from './errors.ts';
import type { PageChange } from './page-change.ts';
import { AUTHOR, openTestWikis } from './testing/test-wiki.ts';
import type { Wiki } from './wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const store = (path: string): PageChange => ({ op: 'store', path, content: new Uint8Array([1, 2, 3]) });
const move = (path: string, newPath: string): PageChange => ({ op: 'move', path, newPath });
const tagged = (text: string) => `---\ntags: [team]\n---\n${text}`;

/**
 * Two histories: the one of a wiki that has pages which the caller may not read, and what is left of it when they never were. What is told
 * of the one must be what is told of the other.
 */
const WRITES: readonly (readonly [changes: PageChange[], withoutHidden: PageChange[] | undefined])[] = [
  [
    [
      put('Home', '# Home\n\n[[Plan]] [[Secret/Key]] [[Gone]] ![[img/a.png]]\n'),
      put('Plan', tagged('# Plan\n\nplain words\n')),
      store('img/a.png'),
    ],
    [
      put('Home', '# Home\n\n[[Plan]] [[Secret/Key]] [[Gone]] ![[img/a.png]]\n'),
      put('Plan', tagged('# Plan\n\nplain words\n')),
      store('img/a.png'),
    ],
  ],
  [
    [
      put('Secret/Key', tagged('# Gone\n\nplain xyzzy [[Plan]] [[Lonely]]\n')),
      put('Secret/Plan', '# Plan\n'),
      store('Secret/a.png'),
    ],
    undefined,
  ],
  [
    [
      put('Notes', '# Notes\n\nplain\n'),
      { op: 'edit', path: 'Secret/Key', oldText: 'xyzzy', newText: 'xyzzy xyzzy' },
      put('Beside', 'plain\n'),
    ],
    [put('Beside', 'plain\n')],
  ],
  [[move('Plan', 'Design/Plan')], [move('Plan', 'Design/Plan')]],
  // What it was before it was hidden is as hidden, under the path that it had.
  [[move('Notes', 'Secret/Notes'), put('Beside', 'plainer\n')], [put('Beside', 'plainer\n')]],
  [[put('Secret/Open', '# Open\n\nplain\n')], undefined],
  [[move('Secret/Open', 'Open')], [put('Open', '# Open\n\nplain\n')]],
  [[put('Lonely', '# Lonely\n')], [put('Lonely', '# Lonely\n')]],
];

const mayRead = (path: string) => !isWithin(path, 'Secret');

interface World {
  wiki: Wiki;
  /** By the index of the write. */
  revisions: (string | undefined)[];
}

async function makeWorld(which: 0 | 1): Promise<World> {
  const wiki = await openTestWikis().create('me/notes');
  const revisions: (string | undefined)[] = [];
  for (const write of WRITES) {
    const changes = write[which];
    revisions.push(changes && (await wiki.write({ changes, author: AUTHOR })).revision);
  }
  return { wiki, revisions };
}

let worlds: [World, World];
beforeAll(async () => {
  worlds = [await makeWorld(0), await makeWorld(1)];
});

const oops = (error: unknown) => {
  if (error instanceof WikiError) return { code: error.code, message: error.message, data: error.data };
  throw error;
};

/** What each function tells the caller. */
const CALLS: readonly [what: string, call: (world: World) => Promise<unknown>][] = [
  ['listPages', ({ wiki }) => wiki.listPages({ isListed: mayRead })],
  ['listPages of a tag', ({ wiki }) => wiki.listPages({ isListed: mayRead, tag: 'team' })],
  ['listPages since a time', ({ wiki }) => wiki.listPages({ isListed: mayRead, updatedSince: 0 })],
  ['listPages of a hidden folder', ({ wiki }) => wiki.listPages({ isListed: mayRead, prefix: 'Secret/' })],
  [
    'readPages',
    ({ wiki }) =>
      wiki
        .readPages(['Home', 'Secret/Key', 'Open', 'Notes'], { mayRead })
        .then((all) => all.map((page) => (page instanceof WikiError ? oops(page) : page))),
  ],
  ['readPage of a hidden page', ({ wiki }) => wiki.readPage('Secret/Key', { mayRead }).catch(oops)],
  [
    'readPage at a revision, of one that went to a hidden path later',
    ({ wiki, revisions }) => wiki.readPage('Notes', { revision: revisions[2] as string, mayRead }).catch(oops),
  ],
  ['readPage of one that was renamed to a hidden path', ({ wiki }) => wiki.readPage('Notes', { mayRead }).catch(oops)],
  ['links of a page that names a hidden one', ({ wiki }) => wiki.links('Home', { mayRead })],
  ['links of a page that a hidden one links to', ({ wiki }) => wiki.links('Design/Plan', { mayRead })],
  ['links of a page that only a hidden one links to', ({ wiki }) => wiki.links('Lonely', { mayRead })],
  ['links of a hidden page', ({ wiki }) => wiki.links('Secret/Key', { mayRead }).catch(oops)],
  ['search for what only a hidden page has', ({ wiki }) => wiki.search({ text: 'xyzzy', mayRead })],
  ['search for what others have, too', ({ wiki }) => wiki.search({ text: 'plain', mayRead })],
  ['search for what is like a word of a hidden page', ({ wiki }) => wiki.search({ text: 'xyzzi', mayRead })],
  ['search for words of which a hidden page has all', ({ wiki }) => wiki.search({ text: 'plain xyzzy', mayRead })],
  ['search below a hidden folder', ({ wiki }) => wiki.search({ text: 'plain path:Secret', mayRead })],
  ['search of a tag', ({ wiki }) => wiki.search({ text: 'plain', tag: 'team', mayRead })],
  ['changesSince the beginning', ({ wiki }) => wiki.changesSince({ mayRead })],
  ['changesSince, in parts', ({ wiki }) => wiki.changesSince({ mayRead, limit: 2 })],
  ['changesSince, in parts of as many pages as there are', ({ wiki }) => wiki.changesSince({ mayRead, limit: 4 })],
  [
    'changesSince a revision',
    ({ wiki, revisions }) => wiki.changesSince({ revision: revisions[0] as string, mayRead }),
  ],
  [
    'changesSince a revision before a page went to a hidden path',
    ({ wiki, revisions }) => wiki.changesSince({ revision: revisions[3] as string, mayRead }),
  ],
  ['history', ({ wiki }) => wiki.history({ mayRead })],
  ['history of as many commits as there are to tell', ({ wiki }) => wiki.history({ mayRead, limit: 3 })],
  ['history of a page that came from a hidden path', ({ wiki }) => wiki.history({ path: 'Open', mayRead })],
  ['history of a page that went to a hidden path', ({ wiki }) => wiki.history({ path: 'Notes', mayRead }).catch(oops)],
  ['history of a hidden page', ({ wiki }) => wiki.history({ path: 'Secret/Key', mayRead }).catch(oops)],
  ['diff of a commit of both', ({ wiki, revisions }) => wiki.diff(revisions[2] as string, { mayRead })],
  ['diff of a rename', ({ wiki, revisions }) => wiki.diff(revisions[3] as string, { mayRead })],
  ['diff of a rename from a hidden path', ({ wiki, revisions }) => wiki.diff(revisions[6] as string, { mayRead })],
  ['diff of a rename to a hidden path', ({ wiki, revisions }) => wiki.diff(revisions[4] as string, { mayRead })],
  [
    'diff between two',
    ({ wiki, revisions }) => wiki.diff(revisions[7] as string, { against: revisions[0] as string, mayRead }),
  ],
  [
    'diff of a hidden path',
    ({ wiki, revisions }) => wiki.diff(revisions[2] as string, { path: 'Secret/Key', mayRead }),
  ],
  ['survey', ({ wiki }) => wiki.survey({ mayRead })],
  ['findSimilar', ({ wiki }) => wiki.findSimilar({ title: 'Plan', mayRead })],
  ['listAttachments', ({ wiki }) => wiki.listAttachments({ mayRead })],
  ['readAttachment of a hidden file', ({ wiki }) => wiki.readAttachment('Secret/a.png', { mayRead }).catch(oops)],
];

describe('of what a caller may not read', () => {
  it.each(CALLS)('nothing shows in %s', async (_what, call) => {
    const [withHidden, without] = await Promise.all(worlds.map(async (world) => comparable(await call(world))));
    expect(withHidden).toEqual(without);
    // The readable page's own text names the one hidden page, and what was asked for is named in the refusal.
    const names = JSON.stringify(withHidden).replaceAll('Secret/Key', '').replaceAll('Secret/a.png', '');
    expect(names).not.toMatch(/Secret|xyzzy/);
  });

  it('a link is told as the text has it, without whether it leads anywhere', async () => {
    for (const { wiki } of worlds) {
      const { out } = await wiki.links('Home', { mayRead });
      expect(out.find(({ target }) => target === 'Secret/Key')).toEqual({ target: 'Secret/Key', kind: 'page' });
      expect((await wiki.survey({ mayRead })).missing).toEqual([{ path: 'Gone', from: ['Home'] }]);
    }
  });

  it('much is told to who may read it', async () => {
    const [{ wiki, revisions }] = worlds;
    expect((await wiki.listPages()).total).toBe(8);
    expect((await wiki.search({ text: 'xyzzy' })).hits.map(({ path }) => path)).toEqual(['Secret/Key']);
    expect((await wiki.links('Lonely')).in).toEqual(['Secret/Key']);
    expect((await wiki.history()).length).toBe(WRITES.length);
    expect(await wiki.diff(revisions[2] as string)).toContain('xyzzy');
    expect((await wiki.listAttachments()).files.map(({ path }) => path)).toEqual(['Secret/a.png', 'img/a.png']);
  });
});

/** Without oids, which name a history. */
function comparable(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replace(/\b[0-9a-f]{40}\b|\bindex [0-9a-f]{7}\.\.[0-9a-f]{7}/g, '*'));
}
