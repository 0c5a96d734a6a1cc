import { dashKey } from '@holt/edge';
import { MemoryObjectStore } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { readAgent } from './read-agent.ts';
import { makeSessionId, readSessionId } from './session-id.ts';
import { call, connect, startTestServer, writer } from './testing/test-server.ts';

const requestOf = (headers: Record<string, string>) => new Request('https://wiki.example/mcp', { headers });

describe('a client of which only the User-Agent is known', () => {
  it.each([
    ['by the first product, without its version', 'claude-code/2.0.1 (cli)', 'claude-code'],
    ['by a product that has no version', 'Agent', 'Agent'],
    ['as a client where the header names no product', '(odd)', 'MCP client'],
    ['as a client without the header', undefined, 'MCP client'],
  ])('is named %s', (_which, userAgent, expected) => {
    expect(readAgent(requestOf(userAgent === undefined ? {} : { 'user-agent': userAgent }))).toBe(expected);
  });
});

describe('a session id', () => {
  it.each([
    ['the title', { name: 'claude-code', title: 'Claude Code' }, 'Claude Code'],
    ['the name where there is no title', { name: 'claude-code' }, 'claude-code'],
    [
      'the name where nothing is to be seen of the title',
      { name: 'claude-code', title: '\u200b \u202e' },
      'claude-code',
    ],
    ['letters of all scripts', { name: 'Агент 工具 🤖' }, 'Агент 工具 🤖'],
    ['a name on one line, without what is hidden', { name: ' a\n\tb\u202ec\u0000 ' }, 'a bc'],
    ['no more than 100 characters', { name: '🤖'.repeat(80) }, '🤖'.repeat(50)],
  ])('brings back %s', (_what, client, expected) => {
    const id = makeSessionId(client) ?? '';
    expect(id).toMatch(/^[\x21-\x7e]+$/);
    expect(readSessionId(id)).toBe(expected);
    expect(readAgent(requestOf({ 'mcp-session-id': id, 'user-agent': 'node' }))).toBe(expected);
  });

  it('is another one each time', () => {
    expect(makeSessionId({ name: 'a' })).not.toBe(makeSessionId({ name: 'a' }));
  });

  it('is not given to who has no name', () => {
    expect(makeSessionId({ name: ' ' })).toBeUndefined();
  });

  const random = 'A'.repeat(22);
  it.each([
    ['nothing', ''],
    ['no name', random],
    ['an empty name', `${random}.`],
    ['a name that is not UTF-8', `${random}.${Buffer.from([0xff, 0xfe]).toString('base64url')}`],
    ['a name that is not to be seen', `${random}.${Buffer.from('\u200b\n').toString('base64url')}`],
    ['another form', `${crypto.randomUUID()}`],
    ['a name over its length', `${random}.${'QUFB'.repeat(200)}`],
  ])('that holds %s counts as none', (_what, id) => {
    expect(readSessionId(id)).toBeUndefined();
    expect(readAgent(requestOf({ 'mcp-session-id': id, 'user-agent': 'node/24' }))).toBe('node');
  });
});

describe('a commit that is made over MCP', () => {
  const agents = async (store: MemoryObjectStore) => {
    const changes = await store.get(dashKey('me', 'notes', 'changes.json'));
    const { commits } = JSON.parse(new TextDecoder().decode(changes?.body)) as { commits: { agent?: string }[] };
    return commits.map(({ agent }) => agent);
  };

  it('names the client as it named itself when it began, in its trailer and where people read', async () => {
    const store = new MemoryObjectStore();
    const server = startTestServer(store);
    const wiki = await server.wikis.create('me/notes');
    const client = await connect(server, writer, undefined, {
      name: 'claude-code',
      title: 'Claude Code',
      version: '2',
    });
    const { data } = await call(client, 'write_page', { wiki: 'me/notes', path: 'A', content: '# A\n' });
    expect(await agents(store)).toEqual(['Claude Code']);
    expect((await wiki.history({ path: 'A' }))[0]).toMatchObject({ revision: data.revision, agent: 'Claude Code' });
    expect((await wiki.readPage('A')).lastChange).toMatchObject({ agent: 'Claude Code' });
  });

  it('names it by its User-Agent where it brings no session id back', async () => {
    const store = new MemoryObjectStore();
    const server = startTestServer(store);
    await server.wikis.create('me/notes');
    const handle: typeof server.handle = (request, ...rest) => {
      request.headers.delete('mcp-session-id');
      request.headers.set('user-agent', 'claude-code/2.0.1');
      return server.handle(request, ...rest);
    };
    const client = await connect({ ...server, handle }, writer);
    await call(client, 'write_page', { wiki: 'me/notes', path: 'A', content: '# A\n' });
    expect(await agents(store)).toEqual(['claude-code']);
  });
});
