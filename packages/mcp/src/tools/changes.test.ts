import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { collect, type Item } from '../testing/collect.ts';
import { call, connect, refusal, startTestServer, writer } from '../testing/test-server.ts';

let server: ReturnType<typeof startTestServer>;
let agent: Client;

beforeEach(async () => {
  server = startTestServer();
  await server.wikis.create('me/notes');
  agent = await connect(server, writer, 'me/notes');
});

const write = async (path: string, content: string, message = `Write ${path}`) =>
  (await call(agent, 'write_page', { path, content, message })).data as { revision: string; version: string };

describe('changes_since', () => {
  it('tells what became of each page, by which commits', async () => {
    const first = await write('A', 'one\n');
    await write('B', 'b\n');
    const changed = await write('A', 'two\n', 'Better\n\nwords\u200b');
    await call(agent, 'rename_page', { path: 'B', new_path: 'C' });
    const gone = await write('D', 'd\n');
    const last = (await call(agent, 'delete_page', { path: 'D' })).data;
    const { data, text } = await call(agent, 'changes_since', { revision: first.revision });
    expect(data).toMatchObject({
      wiki: 'me/notes',
      revision: last.revision,
      is_complete: true,
      pages: [
        { path: 'A', kind: 'changed', version: changed.version },
        { path: 'C', kind: 'created' },
      ],
    });
    const commits = data.commits as Item[];
    expect(commits).toHaveLength(5);
    expect(commits[0]).toMatchObject({ revision: last.revision, changes: [{ kind: 'deleted', path: 'D' }] });
    expect(commits[1]).toMatchObject({ revision: gone.revision });
    expect(commits[2]).toMatchObject({ changes: [{ kind: 'renamed', path: 'C', from: 'B' }] });
    expect(commits[3]).toEqual({
      revision: changed.revision,
      author: 'Me Myself',
      agent: 'test-client',
      date: '2026-11-20T00:00:00.000Z',
      message: 'Better words⟦U+200B⟧',
      changes: [{ kind: 'modified', path: 'A' }],
    });
    expect(text).toContain(`revision: ${last.revision}`);
    expect(text).toContain(`  changed A (version ${changed.version})`);
    expect(text).toContain('by Me Myself (agent test-client): Better words⟦U+200B⟧');
  });

  it('names at most 20 changes of a commit, and counts the others', async () => {
    const changes = Array.from({ length: 25 }, (_, index) => ({ op: 'write', path: `P${index}`, content: 'x\n' }));
    await call(agent, 'apply_changes', { changes });
    const { data, text } = await call(agent, 'changes_since');
    const [commit] = data.commits as { changes: object[]; omitted: number }[];
    expect(commit?.changes).toHaveLength(20);
    expect(commit?.omitted).toBe(5);
    expect(text).toContain('and 5 more');
    expect(data.pages).toHaveLength(25);
  });

  it('tells that nothing changed', async () => {
    const { revision } = await write('A', 'a\n');
    const { data, text } = await call(agent, 'changes_since', { revision });
    expect(data).toEqual({ wiki: 'me/notes', revision, is_complete: true, pages: [], commits: [] });
    expect(text).toContain(`nothing changed since ${revision}`);
  });

  it('tells of everything, by cursor, and of an empty wiki nothing', async () => {
    expect((await call(agent, 'changes_since')).data).toMatchObject({ pages: [], commits: [] });
    const paths = ['A', 'B', 'C', 'D', 'E'];
    for (const path of paths) await write(path, `${path}\n`);
    const { items: commits, answers } = await collect(agent, 'changes_since', { limit: 2 }, 'commits');
    expect(commits.map(({ message }) => message)).toEqual(paths.map((path) => `Write ${path}`).reverse());
    expect(answers).toBe(3);
    const { items: pages } = await collect(agent, 'changes_since', { limit: 2 }, 'pages');
    expect(pages.map(({ path }) => path)).toEqual(paths);
  });

  it.each([
    [{ revision: '0'.repeat(40) }, 'revision-not-found'],
    [{ revision: 'HEAD' }, 'invalid-arguments'],
    [{ cursor: 'x' }, 'invalid-request'],
  ])('refuses %j', async (input, code) => {
    await write('A', 'a\n');
    expect(await refusal(agent, 'changes_since', input)).toMatchObject({ code });
  });
});

describe('page_history', () => {
  it('lists the commits of a page, newest first, through renames, by cursor', async () => {
    for (const text of ['one', 'two', 'three']) await write('A', `${text}\n`, `Say ${text}`);
    await write('Other', 'x\n');
    await call(agent, 'rename_page', { path: 'A', new_path: 'B', message: 'Move' });
    const { items, answers } = await collect(agent, 'page_history', { path: 'B', limit: 3 }, 'commits');
    expect(items.map(({ message }) => message)).toEqual(['Move', 'Say three', 'Say two', 'Say one']);
    expect(items[0]).toMatchObject({ changes: [{ kind: 'renamed', path: 'B', from: 'A' }] });
    expect(items[1]).toMatchObject({ version: expect.stringMatching(/^[0-9a-f]{40}$/) });
    expect(answers).toBe(2);
    const whole = await collect(agent, 'page_history', { path: 'B', limit: 4 }, 'commits');
    expect(whole.answers).toBe(1);
  });

  it('lists those of a page that is gone, and refuses one that never was', async () => {
    await write('A', 'a\n');
    await call(agent, 'delete_page', { path: 'A' });
    expect((await call(agent, 'page_history', { path: 'A' })).data.commits).toHaveLength(2);
    expect(await refusal(agent, 'page_history', { path: 'None' })).toMatchObject({ code: 'page-not-found' });
  });
});

describe('diff', () => {
  it('gives what a commit changed, set off, with what is hidden shown', async () => {
    await write('A', 'one\ntwo\n');
    const { revision } = await write('A', 'one\nt\u200bwo\n');
    const { data, text } = await call(agent, 'diff', { revision });
    expect(data.patch).toContain('--- a/A.md\n+++ b/A.md\n');
    expect(data.patch).toContain('-two\n+t⟦U+200B⟧wo\n');
    expect(text).toBe(`----- begin patch ${revision} -----\n${data.patch}----- end patch ${revision} -----`);
  });

  it('compares two commits, of all pages or one', async () => {
    const first = await write('A', 'one\n');
    await write('B', 'b\n');
    const last = await write('A', 'two\n');
    const compare = async (more: object) =>
      String((await call(agent, 'diff', { revision: last.revision, against: first.revision, ...more })).data.patch);
    expect(await compare({})).toContain('+++ b/B.md');
    expect(await compare({ path: 'A.md' })).not.toContain('B.md');
    expect(await compare({ path: 'None' })).toBe('');
    const { text } = await call(agent, 'diff', { revision: last.revision, against: last.revision });
    expect(text).toBe('Nothing differs in what you may read.');
  });

  it('of too much text is refused with what to do', async () => {
    const wiki = await server.wikis.open('me/notes');
    const changes = [1, 2, 3].map((index) => ({
      op: 'store' as const,
      path: `Big_${index}.txt`,
      content: new Uint8Array(1_000_000).fill(97),
    }));
    const { revision } = await wiki.write({ changes, author: { name: 'A', email: 'a@example.org' } });
    const error = await refusal(agent, 'diff', { revision });
    expect(error).toMatchObject({ code: 'too-large', message: expect.stringContaining('ask for one path') });
    expect((await call(agent, 'diff', { revision, path: 'Big_1.txt' })).isError).toBe(false);
  });

  it('of no commit is refused', async () => {
    expect(await refusal(agent, 'diff', { revision: '0'.repeat(40) })).toMatchObject({ code: 'revision-not-found' });
    expect(await refusal(agent, 'diff', {})).toMatchObject({ code: 'invalid-arguments' });
  });
});
