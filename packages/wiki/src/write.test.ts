import { gitPrefix } from '@holt/edge';
import { openRepository, walkCommits } from '@holt/git';
import { MemoryObjectStore, type ObjectStore } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { WikiError } from './errors.ts';
import type { PageChange } from './page-change.ts';
import { AUTHOR, type Fate, faultyStore, openTestWikis } from './testing/test-wiki.ts';

const put = (path: string, content: string, baseVersion?: string): PageChange => ({
  op: 'put',
  path,
  content,
  ...(baseVersion === undefined ? {} : { baseVersion }),
});

async function makeWiki(store: ObjectStore = new MemoryObjectStore()) {
  const wikis = openTestWikis(store);
  const wiki = await wikis.create('me/notes', { public: true });
  const write = (...changes: PageChange[]) => wiki.write({ changes, author: AUTHOR });
  return { store, wikis, wiki, write };
}

async function readLog(store: ObjectStore) {
  const repository = openRepository({ store, prefix: gitPrefix('me', 'notes') });
  const ref = await repository.readRef();
  const commits = [];
  if (ref !== undefined) for await (const commit of walkCommits(repository, ref.oid)) commits.push(commit);
  return { generation: ref?.generation ?? 0, commits };
}

async function refusal(promise: Promise<unknown>): Promise<WikiError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(WikiError);
  return error as WikiError;
}

describe('a write', () => {
  it('is one commit with author and message, and the page reads back from git', async () => {
    const { store, wiki } = await makeWiki();
    const result = await wiki.write({
      changes: [put('Design/Overview', '# Overview\n\nText.\n')],
      author: AUTHOR,
      message: 'Begin the design',
    });
    expect(result).toMatchObject({
      committed: true,
      published: true,
      generation: 1,
      replayed: false,
      unchanged: false,
    });
    expect(result.pages).toEqual([
      { path: 'Design/Overview', version: expect.stringMatching(/^[0-9a-f]{40}$/), url: '/me/notes/Design/Overview' },
    ]);
    expect(await wiki.readPage('Design/Overview')).toMatchObject({
      title: 'Overview',
      content: '# Overview\n\nText.\n',
      version: result.pages[0]?.version,
      revision: result.revision,
    });
    const { commits, generation } = await readLog(store);
    expect(generation).toBe(1);
    expect(commits).toMatchObject([
      {
        author: { name: 'Ada', email: 'ada@example.org' },
        message: expect.stringMatching(/^Begin the design\n\nWrite-Id: [0-9a-f]{16}\n$/),
      },
    ]);
  });

  it('commits several changes together, each seeing what those before it did', async () => {
    const { store, wiki, write } = await makeWiki();
    await write(put('A', 'one'), put('B', 'two'));
    const result = await write(
      { op: 'edit', path: 'A', oldText: 'one', newText: 'three' },
      { op: 'move', path: 'A', newPath: 'Folder/C' },
      { op: 'delete', path: 'B' },
    );
    expect(result.pages.map(({ path, version }) => [path, version !== undefined])).toEqual([
      ['A', false],
      ['Folder/C', true],
      ['B', false],
    ]);
    expect((await wiki.listPages()).pages.map(({ path }) => path)).toEqual(['Folder/C']);
    expect((await wiki.readPage('Folder/C')).content).toBe('three');
    expect((await readLog(store)).generation).toBe(2);
  });

  it('that leaves everything as it is makes no commit', async () => {
    const { store, write } = await makeWiki();
    const first = await write(put('A', 'same'));
    const second = await write(put('A', 'same'));
    expect(second).toMatchObject({ unchanged: true, revision: first.revision, generation: 1 });
    expect((await readLog(store)).commits).toHaveLength(1);
  });

  it('on a base version that is no longer current is refused with base, mine and theirs', async () => {
    const { wiki, write } = await makeWiki();
    const first = await write(put('A', 'base'));
    await write(put('A', 'theirs'));
    const before = await wiki.readPage('A');
    const base = first.pages[0]?.version as string;
    for (const change of [
      put('A', 'mine', base),
      { op: 'edit', path: 'A', oldText: 'base', newText: 'mine', baseVersion: base },
    ] as PageChange[]) {
      const error = await refusal(write(change));
      expect(error.code).toBe('conflict');
      expect(error.data).toMatchObject({
        base: 'base',
        mine: 'mine',
        theirs: 'theirs',
        currentVersion: before.version,
      });
    }
    for (const change of [
      { op: 'delete', path: 'A', baseVersion: base },
      { op: 'move', path: 'A', newPath: 'B', baseVersion: base },
    ] as PageChange[]) {
      expect((await refusal(write(change))).code).toBe('conflict');
    }
    expect(await wiki.readPage('A')).toEqual(before);
  });

  it('on an older base version is merged with what came since, line by line', async () => {
    const { wiki, write } = await makeWiki();
    const lines = (...changed: [number, string][]) =>
      Array.from({ length: 9 }, (_, i) => `${new Map(changed).get(i) ?? `line ${i}`}\n`).join('');
    const base = (await write(put('A', lines()))).pages[0]?.version as string;
    await write(put('A', lines([1, 'theirs'])));
    const written = await write(put('A', lines([5, 'mine']), base));
    expect(written.pages[0]).toMatchObject({ merged: true });
    expect((await wiki.readPage('A')).content).toBe(lines([1, 'theirs'], [5, 'mine']));
    await write({ op: 'edit', path: 'A', oldText: 'line 8', newText: 'last', baseVersion: base });
    expect((await wiki.readPage('A')).content).toBe(lines([1, 'theirs'], [5, 'mine'], [8, 'last']));
    const error = await refusal(write(put('A', lines([1, 'also mine']), base)));
    expect(error.data.merged).toContain('<<<<<<< mine\nalso mine\n=======\ntheirs\n>>>>>>> theirs\n');
  });

  it('that stores a file only over the version it names is refused over any other', async () => {
    const { wiki, write } = await makeWiki();
    const store = (content: string, ifVersion: string): PageChange => ({
      op: 'store',
      path: 'A.md',
      content: new TextEncoder().encode(content),
      ifVersion,
    });
    const first = await write(store('one', 'none'));
    expect((await refusal(write(store('two', 'none')))).code).toBe('conflict');
    await write(store('two', first.pages[0]?.version as string));
    expect((await refusal(write(store('three', first.pages[0]?.version as string)))).code).toBe('conflict');
    expect((await wiki.readPage('A')).content).toBe('two');
  });

  it('on a version that the wiki never had is a conflict', async () => {
    const { write } = await makeWiki();
    await write(put('A', 'text'));
    const error = await refusal(write(put('A', 'mine', '0'.repeat(40))));
    expect(error).toMatchObject({ code: 'conflict', data: { base: undefined, mine: 'mine', theirs: 'text' } });
  });

  it('of a part keeps every other byte of the page, and is refused where they are not UTF-8', async () => {
    const { wiki, write } = await makeWiki();
    await write(put('A', '\ufeffone\r\ntwo'));
    await write({ op: 'edit', path: 'A', oldText: 'one', newText: '1' });
    expect((await wiki.readPage('A')).content).toBe('\ufeff1\r\ntwo');
    await write({ op: 'store', path: 'L.md', content: new Uint8Array([0x63, 0x61, 0x66, 0xe9]) });
    const error = await refusal(write({ op: 'edit', path: 'L', oldText: 'caf', newText: 'x' }));
    expect(error.code).toBe('not-utf8');
  });

  it('on a base version of a page that is gone is a conflict, not a resurrection', async () => {
    const { write } = await makeWiki();
    const first = await write(put('A', 'base'));
    await write({ op: 'delete', path: 'A' });
    const error = await refusal(write(put('A', 'mine', first.pages[0]?.version)));
    expect(error).toMatchObject({ code: 'conflict', data: { base: 'base', mine: 'mine', theirs: undefined } });
  });

  it('on a version that nobody knows, of a page that never was, is a conflict that tells of no deletion', async () => {
    const { write } = await makeWiki();
    await write(put('A', 'text'));
    const error = await refusal(write(put('Never', 'mine', '0'.repeat(40))));
    expect(error).toMatchObject({ code: 'conflict', data: { base: undefined, mine: 'mine', theirs: undefined } });
    expect(error.message).toContain('There is no page "Never"');
    expect(error.message).not.toMatch(/deleted|renamed/);
  });

  it.each([
    ['deleted', { op: 'delete', path: 'A' }],
    ['renamed', { op: 'move', path: 'A', newPath: 'B' }],
  ] as const)('on an older version of a page that should be %s says how to go on', async (done, step) => {
    const { write } = await makeWiki();
    const base = (await write(put('A', 'base'))).pages[0]?.version ?? '';
    const now = (await write(put('A', 'theirs'))).pages[0]?.version ?? '';
    const error = await refusal(write({ ...step, baseVersion: base }));
    expect(error).toMatchObject({ code: 'conflict', data: { base: 'base', theirs: 'theirs', currentVersion: now } });
    expect(error.message).toContain(`If the page should still be ${done}, send this again with base_version ${now}.`);
    expect(error.message).not.toContain('same lines');
    expect((await write({ ...step, baseVersion: now })).committed).toBe(true);
  });

  it('of a page that was deleted says so, for as long as it is gone', async () => {
    const { wikis, wiki, write } = await makeWiki();
    await write(put('A', 'text'), put('Home', 'text'));
    const edit: PageChange = { op: 'edit', path: 'A', oldText: 'text', newText: 'b' };
    const steps: PageChange[] = [edit, { op: 'delete', path: 'A' }, { op: 'move', path: 'A', newPath: 'B' }];
    await write({ op: 'delete', path: 'A' });
    for (const step of steps) {
      const error = await refusal(write(step));
      expect(error).toMatchObject({ code: 'page-not-found', data: { path: 'A' } });
      expect(error.message).toContain('it was deleted');
    }
    const never = await refusal(
      (await wikis.open('me/notes')).write({ changes: [{ ...edit, path: 'Never' }], author: AUTHOR }),
    );
    expect(never.message).not.toContain('deleted');
    await wiki.restore({ path: 'A', author: AUTHOR });
    expect((await write(edit)).committed).toBe(true);
  });

  it('that is impossible says which of its steps is, from 1', async () => {
    const { write } = await makeWiki();
    await write(put('A', 'text'));
    const nowhere: PageChange = { op: 'delete', path: 'Nowhere' };
    expect((await refusal(write(put('B', 'b'), nowhere))).data).toEqual({ path: 'Nowhere', change: 2 });
    expect((await refusal(write(put('B', 'b'), put('A', 'a'), put('../C', 'c')))).data).toMatchObject({ change: 3 });
    expect((await refusal(write(nowhere))).data).toEqual({ path: 'Nowhere' });
  });

  it('keeps text exactly: line ends, a missing last line end, a byte order mark', async () => {
    const { wiki, write } = await makeWiki();
    for (const content of ['', 'no end', 'crlf\r\nlines\r\n', '\ufeffmark\n', 'a\u0000b\n', '😀\n']) {
      await write(put('A', content));
      expect((await wiki.readPage('A')).content).toBe(content);
    }
  });
});

describe('a writer who may not read all pages', () => {
  it('merges onto versions that the page had, and finds others unknown', async () => {
    const { wiki, write } = await makeWiki();
    const secret = (await write(put('Secret', 'one\n\nhidden\n\nthree\n'))).pages[0]?.version ?? '';
    const old = (await write(put('Page', 'one\n\ntwo\n'))).pages[0]?.version ?? '';
    await write(put('Page', 'one\n\n2\n'));
    const writeOwn = (change: PageChange) => wiki.write({ changes: [change], author: AUTHOR, ownBasesOnly: true });

    const merged = await writeOwn(put('Page', '1\n\ntwo\n', old));
    expect(merged.pages).toMatchObject([{ merged: true }]);
    expect(await wiki.readPage('Page')).toMatchObject({ content: '1\n\n2\n' });

    const steps: PageChange[] = [
      put('Page', 'mine\n', secret),
      { op: 'edit', path: 'Page', oldText: 'hidden', newText: 'shown', baseVersion: secret },
      { op: 'delete', path: 'Page', baseVersion: secret },
    ];
    for (const step of steps) {
      const error = await refusal(writeOwn(step));
      expect(error).toMatchObject({ code: 'conflict', data: { base: undefined } });
      expect(JSON.stringify([error.message, error.data])).not.toContain('hidden');
    }
    // All others may name any version.
    expect(await refusal(write(put('Page', 'mine\n', secret)))).toMatchObject({
      data: { base: expect.stringContaining('hidden') },
    });
  });

  it('finds a version unknown that the page had more than 100 commits ago', async () => {
    const { wiki, write } = await makeWiki();
    const old = (await write(put('Page', 'one\n\ntwo\n'))).pages[0]?.version ?? '';
    await write(put('Page', 'one\n\n2\n'));
    const edit = () => wiki.write({ changes: [put('Page', '1\n\ntwo\n', old)], author: AUTHOR, ownBasesOnly: true });
    for (let i = 0; i < 99; i++) await write(put('Other', `${i}`));
    expect((await edit()).pages).toMatchObject([{ merged: true }]);
    expect(await refusal(edit())).toMatchObject({ code: 'conflict', data: { base: undefined } });
  });
});

describe('a list of pages', () => {
  it('counts and goes on by what may be listed alone', async () => {
    const { wiki, write } = await makeWiki();
    await write(...['A', 'B/1', 'B/2', 'C', 'D'].map((path) => put(path, path)));
    const isListed = (path: string) => !path.startsWith('B/');
    const first = await wiki.listPages({ isListed, limit: 2 });
    expect(first).toMatchObject({ pages: [{ path: 'A' }, { path: 'C' }], total: 3, next: 'C' });
    const rest = await wiki.listPages({ isListed, limit: 2, startAfter: 'C' });
    expect(rest.pages.map(({ path }) => path)).toEqual(['D']);
    expect(rest).not.toHaveProperty('next');
    expect(await wiki.listPages({ isListed, prefix: 'B/' })).toMatchObject({ pages: [], total: 0 });
  });
});

describe('bad input', () => {
  const long = 'x'.repeat(300);
  it.each([
    ['..', 'a path with ..', put('../A', '')],
    ['/', 'a path with //', put('A//B', '')],
    ['-', 'a leading -', put('-/index', '')],
    ['control', 'a control character', put('A\u0007B', '')],
    ['240', '300 characters', put(long, '')],
    ['NFC', 'another Unicode form', put('Cafe\u0301', '')],
    ['.md', 'the extension', put('A.md', '')],
    ['\\', 'a backslash', put('A\\B', '')],
    ['surrogate', 'half a surrogate pair', put('A\ud800', '')],
  ])('names the problem (%s) of %s in a path and changes nothing', async (named, _title, change) => {
    const { store, write } = await makeWiki();
    const error = await refusal(write(change));
    expect(error.code).toBe('invalid-path');
    expect(error.message).toContain(named);
    expect((await readLog(store)).generation).toBe(0);
  });

  it.each([
    ['case', 'design/Overview', 'Design'],
    ['case of the page', 'Design/OVERVIEW', 'Design/Overview.md'],
    ['case of a folder in it', 'Design/parts/New', 'Design/Parts'],
  ])('refuses a name that differs only by %s from an existing one and names that', async (_title, path, existing) => {
    const { write } = await makeWiki();
    await write(put('Design/Overview', 'text'), put('Design/Parts/Wheel', 'text'));
    const error = await refusal(write(put(path, 'other')));
    expect(error).toMatchObject({ code: 'path-collides', data: { existing } });
    const [, named = ''] = /^(?:The folder )?"([^"]*)"/.exec(error.message) ?? [];
    // A folder is compared with a folder, a file with a file.
    expect(named.toLowerCase()).toBe(existing.toLowerCase());
    expect(error.message).toContain(`the existing "${existing}"`);
    expect(
      (
        await refusal(
          write({ op: 'move', path: 'Design/Overview', newPath: 'Design/OVERVIEW2' }, put('Design/overview2', 'x')),
        )
      ).code,
    ).toBe('path-collides');
  });

  it('lets a page change the case of its own name', async () => {
    const { wiki, write } = await makeWiki();
    await write(put('readme', 'text'));
    await write({ op: 'move', path: 'readme', newPath: 'README' });
    expect((await wiki.listPages()).pages.map(({ path }) => path)).toEqual(['README']);
  });

  it.each([
    ['too-large', put('A', 'x'.repeat(10 * 1024 * 1024))],
    ['not-utf8', put('A', 'half \ud800 pair')],
    ['empty-title', put('A', '---\ntitle: ""\n---\nText\n')],
    ['page-not-found', { op: 'edit', path: 'Nowhere', oldText: 'a', newText: 'b' }],
    ['page-not-found', { op: 'delete', path: 'Nowhere' }],
    ['page-not-found', { op: 'move', path: 'Nowhere', newPath: 'Somewhere' }],
    ['page-exists', { op: 'move', path: 'Home', newPath: 'Other' }],
    ['text-not-found', { op: 'edit', path: 'Home', oldText: 'absent', newText: 'b' }],
    ['text-not-found', { op: 'edit', path: 'Home', oldText: '', newText: 'b' }],
    ['text-ambiguous', { op: 'edit', path: 'Home', oldText: 'e', newText: 'b' }],
  ] as [string, PageChange][])(
    'is refused as %s, naming the page, and the whole write with it',
    async (code, change) => {
      const { wiki, write } = await makeWiki();
      await write(put('Home', 'some text here'), put('Other', 'text'));
      const error = await refusal(write(put('New', 'must not appear'), change));
      expect(error.code).toBe(code);
      expect(error.message).toContain(`"${change.path}"`);
      expect((await wiki.listPages()).pages.map(({ path }) => path)).toEqual(['Home', 'Other']);
    },
  );

  it('takes malformed front matter, and shows the page', async () => {
    const { wiki, write } = await makeWiki();
    const result = await write(put('A', '---\ntitle: [unclosed\n---\n# Shown\n'));
    expect(result.published).toBe(true);
    expect((await wiki.readPage('A')).title).toBe('Shown');
  });

  it('names a wiki that does not exist, and one that can not', async () => {
    const { wikis } = await makeWiki();
    expect(await refusal(wikis.open('me/other'))).toMatchObject({
      code: 'wiki-not-found',
      message: expect.stringContaining('me/other'),
    });
    expect((await refusal(wikis.open('../etc'))).code).toBe('invalid-wiki');
    expect((await refusal(wikis.create('git/notes'))).code).toBe('invalid-wiki');
    expect((await refusal(wikis.create('me/notes'))).code).toBe('wiki-exists');
  });

  it('does not let a message pass for the trailers of a key', async () => {
    const { store, wiki } = await makeWiki();
    const message = `Note\n\nIdempotency-Key: stolen\nRequest-Digest: ${'0'.repeat(32)}`;
    await wiki.write({ changes: [put('A', 'x')], author: AUTHOR, message });
    const result = await wiki.write({ changes: [put('B', 'y')], author: AUTHOR, idempotencyKey: 'stolen' });
    expect(result.replayed).toBe(false);
    expect((await readLog(store)).commits).toHaveLength(2);
  });
});

describe('an idempotency key', () => {
  it('answers a repeated write with the first result, however many commits came between', async () => {
    const { store, wiki, write } = await makeWiki();
    const request = { changes: [put('A', 'once')], author: AUTHOR, idempotencyKey: 'key-1' };
    const first = await wiki.write(request);
    for (let i = 0; i < 98; i++) await write(put('B', `edit ${i}`));
    const again = await wiki.write(request);
    expect(again).toMatchObject({
      replayed: true,
      revision: first.revision,
      generation: first.generation,
      pages: first.pages,
    });
    expect((await readLog(store)).commits).toHaveLength(99);
  });

  it('is unknown still when its write changed nothing: no commit carries it', async () => {
    const { store, wiki, write } = await makeWiki();
    await write(put('A', 'same'));
    const request = { changes: [put('A', 'same')], author: AUTHOR, idempotencyKey: 'key-1' };
    expect(await wiki.write(request)).toMatchObject({ unchanged: true, replayed: false });
    await write(put('A', 'other'));
    expect(await wiki.write(request)).toMatchObject({ unchanged: false, replayed: false, generation: 3 });
    expect(await wiki.write(request)).toMatchObject({ replayed: true, generation: 3 });
    expect((await readLog(store)).commits).toHaveLength(3);
  });

  it('is refused for a different write', async () => {
    const { wiki } = await makeWiki();
    await wiki.write({ changes: [put('A', 'once')], author: AUTHOR, idempotencyKey: 'key-1' });
    const error = await refusal(wiki.write({ changes: [put('A', 'twice')], author: AUTHOR, idempotencyKey: 'key-1' }));
    expect(error.code).toBe('key-reused');
  });

  it('belongs to its author', async () => {
    const { wiki } = await makeWiki();
    await wiki.write({ changes: [put('A', 'ada')], author: AUTHOR, idempotencyKey: 'key-1' });
    const other = { name: 'Bob', email: 'bob@example.org' };
    const result = await wiki.write({ changes: [put('A', 'bob')], author: other, idempotencyKey: 'key-1' });
    expect(result.replayed).toBe(false);
  });
});

describe('a store that fails', () => {
  const isRefPut = (method: string, key: string) => method === 'put' && key.endsWith('info/refs');

  it.each(['lost', 'answer lost'] as const)(
    'once at the ref (%s) leaves exactly one commit, and the write says committed',
    async (fate) => {
      const store = new MemoryObjectStore();
      await (await makeWiki(store)).write(put('A', 'base'));
      let left = 1;
      const faulty = faultyStore(
        store,
        (method, key): Fate => (isRefPut(method, key) && left-- > 0 ? fate : 'through'),
      );
      const wiki = await openTestWikis(faulty).open('me/notes');
      const result = await wiki.write({ changes: [put('A', 'new')], author: AUTHOR });
      expect(result).toMatchObject({ committed: true, generation: 2, replayed: false });
      const { commits, generation } = await readLog(store);
      expect([commits.length, generation, commits[0]?.oid]).toEqual([2, 2, result.revision]);
    },
  );

  it('at every try of the ref makes the outcome unknown, and the same key settles it later', async () => {
    const store = new MemoryObjectStore();
    await (await makeWiki(store)).write(put('A', 'base'));
    let broken = true;
    const faulty = faultyStore(store, (method, key): Fate => (broken && isRefPut(method, key) ? 'lost' : 'through'));
    const wiki = await openTestWikis(faulty).open('me/notes');
    const request = { changes: [put('A', 'new')], author: AUTHOR, idempotencyKey: 'k' };
    expect((await refusal(wiki.write(request))).code).toBe('unknown-outcome');
    broken = false;
    expect(await wiki.write(request)).toMatchObject({ committed: true, replayed: false });
    expect(await wiki.write(request)).toMatchObject({ committed: true, replayed: true });
    expect((await readLog(store)).commits).toHaveLength(2);
  });

  it('after the commit is told as committed and not published, and the next write heals it', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(store);
    let broken = true;
    const faulty = faultyStore(store, (_method, key): Fate => (broken && key.endsWith('A.html') ? 'lost' : 'through'));
    const wiki = await openTestWikis(faulty).open('me/notes');
    const result = await wiki.write({ changes: [put('A', 'text')], author: AUTHOR });
    expect(result).toMatchObject({
      committed: true,
      published: false,
      publishError: expect.stringContaining('A.html'),
    });
    broken = false;
    expect(await wiki.write({ changes: [put('B', 'text')], author: AUTHOR })).toMatchObject({ published: true });
    expect(await store.head('fragments/me/notes/pages/A.html')).toBeDefined();
  });
});

describe('concurrent writers', () => {
  it('that send the very same edit without a key, within one second, make two commits', async () => {
    const store = new MemoryObjectStore();
    await (await makeWiki(store)).write(put('A', 'END'));
    const append: PageChange = { op: 'edit', path: 'A', oldText: 'END', newText: 'again\nEND' };
    const wikis = await Promise.all([1, 2].map((seed) => openTestWikis(store, seed).open('me/notes')));
    await Promise.all(wikis.map((wiki) => wiki.write({ changes: [append], author: AUTHOR })));
    expect((await wikis[0]?.readPage('A'))?.content).toBe('again\nagain\nEND');
  });

  it('in separate processes all get in, one commit each', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(store);
    const writers = Array.from({ length: 12 }, (_, i) => openTestWikis(store, i));
    const results = await Promise.all(
      writers.map(async (wikis, i) =>
        (await wikis.open('me/notes')).write({ changes: [put(`Page_${i}`, `text ${i}`)], author: AUTHOR }),
      ),
    );
    expect(new Set(results.map(({ generation }) => generation)).size).toBe(12);
    const { commits, generation } = await readLog(store);
    expect([commits.length, generation]).toEqual([12, 12]);
    const wiki = await openTestWikis(store).open('me/notes');
    expect((await wiki.listPages()).total).toBe(12);
  });
});
