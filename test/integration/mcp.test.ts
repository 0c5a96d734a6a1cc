import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEdge, runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';
import { connect, type McpSession } from '../support/mcp-client.ts';

let edge: RunningEdge;
let session: McpSession;
const removals: (() => void)[] = [];

beforeAll(async () => {
  edge = await startDev([
    '--data',
    join(
      temporaryFolder((remove) => removals.push(remove)),
      'data',
    ),
  ]);
  session = await connect(edge.mcp, edge.token);
});
afterAll(async () => {
  await session.close();
  await edge.stop();
  for (const remove of removals) remove();
});

const read = async (path: string) => {
  const response = await fetch(edge.url + path);
  return { status: response.status, text: await response.text(), etag: response.headers.get('etag') };
};
const revisions = async () =>
  ((await (await fetch(`${edge.url}-/changes.json`)).json()) as { generation: number }).generation;

describe('an agent with the official client', () => {
  it('lists wikis and pages', async () => {
    expect((await session.call('list_wikis')).text).toContain('me/notes');
    expect((await session.call('list_pages', { wiki: 'me/notes' })).text).toContain('Agent_Guide');
  });

  it("writes, reads, edits, renames and deletes: each one commit, and seen at the page's address at once", async () => {
    const before = await revisions();
    const written = await session.call('write_page', {
      wiki: 'me/notes',
      path: 'Log/Day_1',
      content: '# Day one\n\nIt rained.\n',
      message: 'Log day one',
    });
    expect(written.isError).toBe(false);
    expect(await read('Log/Day_1')).toMatchObject({ status: 200, text: expect.stringContaining('It rained.') });

    const page = await session.call('read_page', { wiki: 'me/notes', path: 'Log/Day_1' });
    expect(page.text).toContain('It rained.');
    expect((await read('Log/Day_1.md')).etag).toBe(`"${page.data.version}"`);

    const edited = await session.call('edit_page', {
      wiki: 'me/notes',
      path: 'Log/Day_1',
      old_text: 'rained',
      new_text: 'snowed',
      base_version: page.data.version,
    });
    expect(edited.isError).toBe(false);
    expect((await read('Log/Day_1')).text).toContain('It snowed.');

    await session.call('rename_page', { wiki: 'me/notes', path: 'Log/Day_1', new_path: 'Log/First_Day' });
    // The old address leads on.
    expect((await read('Log/Day_1')).text).toContain('url=/me/notes/Log/First_Day"');
    expect((await read('Log/First_Day')).status).toBe(200);

    await session.call('delete_page', { wiki: 'me/notes', path: 'Log/First_Day' });
    expect((await read('Log/First_Day')).status).toBe(404);
    expect((await read('Log/First_Day.md')).status).toBe(404);
    expect(await revisions()).toBe(before + 4);
  });

  it('is told of a conflict with all it needs, and nothing is overwritten', async () => {
    const args = { wiki: 'me/notes', path: 'Shared' };
    const first = await session.call('write_page', { ...args, content: 'one\n' });
    const version = (await session.call('read_page', args)).data.version;
    await session.call('write_page', { ...args, content: 'two\n', base_version: version });
    const refused = await session.call('write_page', { ...args, content: 'three\n', base_version: version });
    expect(first.isError).toBe(false);
    expect(refused.isError).toBe(true);
    for (const part of ['conflict', 'one', 'two']) expect(refused.text).toContain(part);
    expect(refused.data.error).toMatchObject({ code: 'conflict', base: 'one\n', mine: 'three\n', theirs: 'two\n' });
    expect((await read('Shared')).text).toContain('two');
  });

  it.each([
    ['../etc', '..'],
    ['A//B', 'empty segment'],
    ['-/sidebar', '-'],
    ['A\u0000B', 'control'],
    ['x'.repeat(300), '240'],
    ['HOME', 'Home'],
    ['Caf\u0065\u0301', 'NFC'],
  ])('gets a clear error for the path %j', async (path, named) => {
    const before = await revisions();
    const answer = await session.call('write_page', { wiki: 'me/notes', path, content: 'x' });
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain(named);
    expect(await revisions()).toBe(before);
  });

  it('gets a clear error for too much text, an empty title and a wiki that does not exist', async () => {
    const write = (args: Record<string, unknown>) =>
      session.call('write_page', { wiki: 'me/notes', path: 'P', content: 'x', ...args });
    expect((await write({ content: 'x'.repeat(2 * 1024 * 1024) })).text).toContain('too-large');
    expect((await write({ content: '---\ntitle:\n---\nx' })).text).toContain('empty-title');
    expect((await write({ wiki: 'me/other' })).text).toContain('me/other');
  });

  it('gets 413 for a body over the limit of a request', async () => {
    const response = await fetch(edge.mcp, {
      method: 'POST',
      body: 'x'.repeat(10 * 1024 * 1024),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${edge.token}` },
    });
    expect(response.status).toBe(413);
  });
});

describe('without the right token', () => {
  it.each([
    ['no token', undefined],
    ['a made-up token', 'abc.def.ghi'],
  ])('%s: a write is refused with 401 and nothing changes', async (_title, token) => {
    const before = await revisions();
    await expect(connect(edge.mcp, token)).rejects.toThrow();
    const response = await fetch(edge.mcp, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'write_page', arguments: { wiki: 'me/notes', path: 'Evil', content: 'x' } },
      }),
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await revisions()).toBe(before);
    expect((await read('Evil')).status).toBe(404);
  });

  it('a read token from `holt token` reads and does not write', async () => {
    const { stdout } = await runHolt([
      'token',
      '--wiki',
      'me/notes',
      '--scope',
      'read',
      '--ttl',
      '1h',
      '--data',
      edge.data,
    ]);
    const reader = await connect(edge.mcp, stdout.trim());
    expect((await reader.call('read_page', { wiki: 'me/notes', path: 'Home' })).isError).toBe(false);
    const before = await revisions();
    expect((await reader.call('write_page', { wiki: 'me/notes', path: 'Evil', content: 'x' })).isError).toBe(true);
    expect(await revisions()).toBe(before);
    await reader.close();
  });
});
