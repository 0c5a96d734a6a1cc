import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { call, connect, refusal, stranger, type TestServer } from '../testing/test-server.ts';
import { callerWith, SECRET, startServerWithSecrets } from '../testing/wiki-with-secrets.ts';

let server: TestServer;
let revisions: string[];
let editor: Client;
let owner: Client;

beforeEach(async () => {
  ({ server, revisions } = await startServerWithSecrets());
  editor = await connect(server, callerWith('editor'), 'me/notes');
  owner = await connect(server, callerWith('owner'), 'me/notes');
});

const CALLS = (): [tool: string, input: object][] => [
  ['list_wikis', {}],
  ['list_pages', {}],
  ['list_pages', { tag: 'garden' }],
  ['list_pages', { updated_since: '2026-01-01' }],
  ['read_page', { path: 'Plan' }],
  ['read_pages', { paths: ['Plan'] }],
  ['search', { query: 'plan' }],
  ['search', { query: 'door' }],
  ['search', { query: 'sesami' }],
  ['search', { query: 'path:Sesame door' }],
  ['changes_since', {}],
  ['changes_since', { revision: revisions[0] }],
  ['page_history', { path: 'Plan' }],
  ['diff', { revision: revisions[3], against: revisions[0] }],
  ['survey', {}],
  ['survey', { title: 'The plan of Sesame' }],
];

describe('what reading tools tell who may not read some pages', () => {
  it('names none of them, counts none of them, and gives none of their text', async () => {
    for (const [tool, input] of CALLS()) {
      const { text, data, isError } = await call(editor, tool, input as Record<string, unknown>);
      expect(isError, `${tool}: ${text}`).toBe(false);
      // A page's own text may name anything.
      const told = JSON.stringify([text, data]).replaceAll('[[Sesame/Door]]', '');
      expect(told, tool).not.toContain(SECRET);
    }
  });

  it('is told to those who may', async () => {
    const told = new Set<string>();
    for (const [tool, input] of CALLS()) {
      const { text } = await call(owner, tool, input as Record<string, unknown>);
      if (text.replaceAll('[[Sesame/Door]]', '').includes(SECRET)) told.add(tool);
    }
    expect([...told].sort()).toEqual(['changes_since', 'diff', 'list_pages', 'read_page', 'search', 'survey'].sort());
  });

  it('is the same as if the pages were not there', async () => {
    const total = async (client: Client, input: object) => (await call(client, 'list_pages', { ...input })).data.total;
    expect([await total(editor, {}), await total(owner, {})]).toEqual([2, 4]);
    const commits = async (client: Client) =>
      ((await call(client, 'changes_since', {})).data.commits as object[]).length;
    expect([await commits(editor), await commits(owner)]).toEqual([2, 4]);
    // Neither does a cursor tell that something is left out.
    const { data } = await call(editor, 'changes_since', { limit: 2 });
    expect(data).not.toHaveProperty('next_cursor');
  });

  it.each([
    ['read_page', (path: string) => ({ path })],
    ['page_history', (path: string) => ({ path })],
  ])('of one of them by name is what it tells of one that is not there: %s', async (tool, input) => {
    const ask = async (path: string) => JSON.stringify(await refusal(editor, tool, input(path)));
    expect(await ask('Sesame/Door')).toBe((await ask('Sesame/None')).replaceAll('None', 'Door'));
    expect(await ask('Sesame/Door')).toContain('page-not-found');
  });

  it('of a commit that changed only such pages is that nothing differs', async () => {
    const { text, data } = await call(editor, 'diff', { revision: revisions[2] });
    expect(text).toBe('Nothing differs in what you may read.');
    expect(data.patch).toBe('');
    expect((await call(editor, 'diff', { revision: revisions[2], path: 'Sesame/Door' })).data.patch).toBe('');
  });

  it('is nothing to who may read none of the wiki', async () => {
    const outside = await connect(server, stranger);
    for (const [tool, input] of CALLS().slice(1)) {
      const hidden = await refusal(outside, tool, { wiki: 'me/notes', ...input });
      const absent = await refusal(outside, tool, { wiki: 'me/nothing', ...input });
      expect(JSON.stringify(hidden).replaceAll('me/notes', 'me/nothing'), tool).toBe(JSON.stringify(absent));
      expect(hidden.code, tool).toBe('wiki-not-found');
    }
  });
});

describe('a page that was renamed to where the caller may not look', () => {
  it('is gone, and no history says where', async () => {
    await call(owner, 'rename_page', { path: 'Plan', new_path: 'Sesame/Old_plan', message: 'Hide it as Old_plan' });
    for (const [tool, input] of [
      ['changes_since', { revision: revisions[3] }],
      ['changes_since', {}],
      ['page_history', { path: 'Plan' }],
      ['list_pages', {}],
    ] as const) {
      const { text, data } = await call(editor, tool, input);
      expect(JSON.stringify([text, data]), tool).not.toContain('Old_plan');
    }
    const error = await refusal(editor, 'read_page', { path: 'Plan' });
    expect(JSON.stringify(error)).not.toContain('Old_plan');
  });
});
