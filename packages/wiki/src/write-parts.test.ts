import { MemoryObjectStore } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { WikiError } from './errors.ts';
import type { PageChange, PartChange } from './page-change.ts';
import { AUTHOR, openTestWikis } from './testing/test-wiki.ts';

const PAGE = '---\nstatus: draft\n---\n# Plan\n\nIntro.\n\n## Goals\n\none\n\n## Dates\n\ntwo\n';

const put = (path: string, content: string, baseVersion?: string): PageChange => ({
  op: 'put',
  path,
  content,
  ...(baseVersion === undefined ? {} : { baseVersion }),
});

/** A step of each kind, and what it makes of {@link PAGE}. */
const STEPS: [PartChange, string][] = [
  [{ op: 'edit', path: 'A', oldText: '\n\n## ', newText: '\n\n### ', count: 2 }, PAGE.replaceAll('## ', '### ')],
  [
    { op: 'insert', path: 'A', where: 'end', section: 'Dates', content: 'three' },
    PAGE.replace('two\n', 'two\n\nthree\n'),
  ],
  [{ op: 'replace-section', path: 'A', section: 'Goals', content: 'uno' }, PAGE.replace('one', 'uno')],
  [{ op: 'properties', path: 'A', properties: { status: 'done' } }, PAGE.replace('draft', 'done')],
];

async function makeWiki() {
  const wiki = await openTestWikis(new MemoryObjectStore()).create('me/notes', { public: true });
  const write = (...changes: PageChange[]) => wiki.write({ changes, author: AUTHOR });
  const base = (await write(put('A', PAGE))).pages[0]?.version as string;
  const read = async (path = 'A') => (await wiki.readPage(path)).content;
  return { wiki, write, base, read };
}

async function refusal(promise: Promise<unknown>): Promise<WikiError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(WikiError);
  return error as WikiError;
}

describe.each(STEPS)('a step $op', (step, expected) => {
  it('changes its part of the page, as one commit that says so', async () => {
    const { wiki, write, base, read } = await makeWiki();
    const result = await write({ ...step, baseVersion: base });
    expect(result).toMatchObject({ generation: 2, published: true, pages: [{ path: 'A', previousVersion: base }] });
    expect(result.pages[0]).not.toHaveProperty('merged');
    expect(await read()).toBe(expected);
    expect((await wiki.history())[0]?.message).toMatch(
      /^(?:Edit A|Add to A: Dates|Rewrite A: Goals|Set properties of A: status)$/,
    );
    expect((await wiki.verify()).differences).toEqual([]);
  });

  it('on an older version is merged with what came since', async () => {
    const { write, base, read } = await makeWiki();
    await write({ op: 'edit', path: 'A', oldText: 'Intro.', newText: 'Theirs.' });
    const result = await write({ ...step, baseVersion: base });
    expect(result.pages[0]).toMatchObject({ merged: true });
    expect(await read()).toBe(expected.replace('Intro.', 'Theirs.'));
  });

  it('on an older version is a conflict where the same was changed, or no merge is wanted', async () => {
    const { write, base, read } = await makeWiki();
    const theirs = 'theirs\n';
    await write(put('A', theirs));
    const data = { base: PAGE, mine: expected, theirs, baseVersion: base };
    expect(await refusal(write({ ...step, baseVersion: base }))).toMatchObject({ code: 'conflict', data });

    const { write: writeOther, base: other, read: readOther } = await makeWiki();
    const edited = PAGE.replace('Intro.', 'Theirs.');
    await writeOther(put('A', edited));
    const error = await refusal(writeOther({ ...step, baseVersion: other, isExact: true }));
    expect(error).toMatchObject({ code: 'conflict', data: { base: PAGE, mine: expected, theirs: edited } });
    expect(error.data.merged).toBeUndefined();
    expect([await read(), await readOther()]).toEqual([theirs, edited]);
  });

  it('on the current version is no conflict when that must be exact', async () => {
    const { write, base, read } = await makeWiki();
    await write({ ...step, baseVersion: base, isExact: true });
    expect(await read()).toBe(expected);
  });

  it('sent again with its key is done once', async () => {
    const { wiki, read } = await makeWiki();
    const request = { changes: [step], author: AUTHOR, idempotencyKey: 'k' };
    const first = await wiki.write(request);
    expect(await wiki.write(request)).toMatchObject({ replayed: true, revision: first.revision, pages: first.pages });
    expect(await read()).toBe(expected);
    const other = { ...request, changes: [{ ...step, path: 'B' }] };
    expect((await refusal(wiki.write(other))).code).toBe('key-reused');
  });

  it('of a page that is not there, or was deleted since, is refused', async () => {
    const { write, base } = await makeWiki();
    expect((await refusal(write({ ...step, path: 'B' }))).code).toBe('page-not-found');
    await write({ op: 'delete', path: 'A' });
    expect((await refusal(write({ ...step, baseVersion: base }))).code).toBe('page-not-found');
  });

  it('on what is no version is a conflict', async () => {
    const { write } = await makeWiki();
    for (const baseVersion of ['0'.repeat(40), 'none', 'HEAD', '']) {
      expect(await refusal(write({ ...step, baseVersion }))).toMatchObject({
        code: 'conflict',
        data: { base: undefined },
      });
    }
  });

  it('after another in vain leaves nothing half done', async () => {
    const { wiki, write, read } = await makeWiki();
    await refusal(write(step, put('B', 'b'), { op: 'delete', path: 'Nowhere' }));
    expect(await read()).toBe(PAGE);
    expect((await wiki.listPages()).total).toBe(1);
  });

  it('in a page that is renamed in the same write goes along', async () => {
    const { wiki, write, read } = await makeWiki();
    await write(put('L', '[[A]]\n'));
    await write(step, { op: 'move', path: 'A', newPath: 'B/C' });
    expect([await read('B/C'), await read('L')]).toEqual([expected, '[[B/C]]\n']);
    await write({ op: 'move', path: 'B/C', newPath: 'D' }, again(step, 'D'));
    expect((await wiki.verify()).differences).toEqual([]);
  });
});

/** A step that is possible after it was made, on another path. */
function again(step: PartChange, path: string): PartChange {
  return step.op === 'edit' ? { ...step, path, oldText: 'Intro.', newText: 'In.', count: 1 } : { ...step, path };
}

describe('a section', () => {
  it('of a page that is shown as plain text is refused with what to do, not as one that is not there', async () => {
    const { write, read } = await makeWiki();
    const plain = `# Plan\n\n${'> '.repeat(50)}a\n`;
    await write(put('P', plain), put('Q', 'No headings.\n'));
    const insert = (path: string): PageChange => ({ op: 'insert', path, where: 'end', section: 'Plan', content: 'x' });
    const tooComplex = await refusal(write(insert('P')));
    expect(tooComplex).toMatchObject({ code: 'section-not-found', data: { path: 'P', sections: [] } });
    expect(tooComplex.message).toContain('edit_page');
    expect(tooComplex.message).toContain('Nothing was changed');
    expect(tooComplex.message).not.toContain('has no sections');
    expect((await refusal(write(insert('Q')))).message).toContain('It has no sections at all');
    expect(await read('P')).toBe(plain);
  });
});

describe('several steps on one page', () => {
  it('on one base version are made one after the other, also next to each other', async () => {
    const { write, base, read } = await makeWiki();
    const steps = (): PageChange[] => [
      { op: 'edit', path: 'A', oldText: 'one', newText: 'uno', baseVersion: base },
      { op: 'insert', path: 'A', where: 'end', section: 'Goals', content: 'due', baseVersion: base },
      { op: 'edit', path: 'A', oldText: 'uno\n\ndue', newText: 'tre', baseVersion: base, isExact: true },
    ];
    const result = await write(...steps());
    expect(result.pages).toHaveLength(1);
    expect(result.pages[0]).not.toHaveProperty('merged');
    expect(await read()).toBe(PAGE.replace('one', 'tre'));
  });

  it('on an older one are merged with what came since once', async () => {
    const { write, base, read } = await makeWiki();
    await write({ op: 'edit', path: 'A', oldText: 'Intro.', newText: 'Theirs.' });
    await write(
      { op: 'edit', path: 'A', oldText: 'one', newText: 'uno', baseVersion: base },
      { op: 'insert', path: 'A', where: 'end', section: 'Goals', content: 'due', baseVersion: base },
    );
    expect(await read()).toBe(PAGE.replace('one', 'uno\n\ndue').replace('Intro.', 'Theirs.'));
  });

  it('never lose what came since to a whole text', async () => {
    const { write, base, read } = await makeWiki();
    await write({ op: 'edit', path: 'A', oldText: 'Intro.', newText: 'Theirs.' });
    await write(
      { op: 'edit', path: 'A', oldText: 'two', newText: 'due', baseVersion: base },
      put('A', PAGE.replace('draft', 'done'), base),
    );
    expect(await read()).toContain('Theirs.');
  });
});

describe('a page put', () => {
  it('where none may be is refused over one that is there', async () => {
    const { write, base, read } = await makeWiki();
    const error = await refusal(write(put('A', 'mine', 'none')));
    expect(error).toMatchObject({ code: 'page-exists', data: { path: 'A', currentVersion: base } });
    await write(put('B', 'mine', 'none'));
    expect([await read(), await read('B')]).toEqual([PAGE, 'mine']);
  });

  it('on exactly one version is a conflict on any other', async () => {
    const { write, base, read } = await makeWiki();
    const theirs = PAGE.replace('Intro.', 'Theirs.');
    await write(put('A', theirs));
    const mine = { ...put('A', PAGE.replace('two', 'due'), base), isExact: true } as PageChange;
    expect(await refusal(write(mine))).toMatchObject({ code: 'conflict', data: { base: PAGE, theirs } });
    await write({ op: 'delete', path: 'A' });
    expect(await refusal(write(mine))).toMatchObject({ code: 'conflict', data: { theirs: undefined } });
    await expect(read()).rejects.toMatchObject({ code: 'page-not-found' });
  });
});

it.each<[string, PageChange]>([
  ['invalid-request', { op: 'edit', path: 'A', oldText: 'one', newText: '', count: 0 }],
  ['invalid-request', { op: 'edit', path: 'A', oldText: 'one', newText: '', count: 1.5 }],
  ['invalid-request', { op: 'insert', path: 'A', where: 'before', content: 'x' }],
  ['invalid-request', { op: 'insert', path: 'A', where: 'after', content: 'x' }],
  ['invalid-path', { op: 'insert', path: '../A', where: 'end', content: 'x' }],
  ['invalid-properties', { op: 'properties', path: 'A', properties: {} }],
  ['invalid-properties', { op: 'properties', path: 'A', properties: { a: Number.NaN } }],
  ['empty-title', { op: 'properties', path: 'A', properties: { title: '' } }],
  ['section-not-found', { op: 'insert', path: 'A', where: 'end', section: 'Nowhere', content: 'x' }],
  ['section-not-found', { op: 'replace-section', path: 'A', section: '', content: 'x' }],
  ['not-utf8', { op: 'insert', path: 'A', where: 'end', content: 'half \ud800 pair' }],
  ['too-large', { op: 'insert', path: 'A', where: 'end', content: 'x'.repeat(2 * 1024 * 1024) }],
])('is refused as %s: %j', async (code, change) => {
  const { write, read } = await makeWiki();
  expect((await refusal(write(put('B', 'b'), change))).code).toBe(code);
  expect(await read()).toBe(PAGE);
  await expect(read('B')).rejects.toMatchObject({ code: 'page-not-found' });
});

it('a name that is chosen by its writer forges no trailer in the message', async () => {
  const { wiki, write } = await makeWiki();
  await write(put('A', '# x\n'));
  const name = 'y\n\nIdempotency-Key: stolen\nRequest-Digest: 0';
  await write({ op: 'properties', path: 'A', properties: { [name]: 1 } });
  expect((await wiki.history())[0]?.message.split('\n')).toHaveLength(1);
});
