import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { serveStdio } from './serve-stdio.ts';
import { SITE_ORIGIN, startTestServer, writer } from './testing/test-server.ts';

const CLIENT = { name: 'desktop', title: 'Desktop', version: '1' };

/** The server at the other end of two streams. */
async function start(bound?: string) {
  const server = startTestServer();
  const wiki = await server.wikis.create('me/notes');
  const [input, output] = [new PassThrough(), new PassThrough()];
  const logged: string[] = [];
  const served = serveStdio({
    wikis: server.wikis,
    caller: writer,
    siteOrigin: SITE_ORIGIN,
    serverName: 'holt-test',
    version: '1.2.3',
    log: (message) => logged.push(message),
    input,
    output,
    ...(bound === undefined ? {} : { bound }),
  });
  const send = (message: object) => input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const initialize = () => {
    send({
      id: 0,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: CLIENT },
    });
    send({ method: 'notifications/initialized' });
  };
  const answers = () =>
    String(output.read() ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { id: number; result?: Record<string, unknown>; error?: { code: number } });
  return { wiki, input, output, send, initialize, served, answers, logged };
}

const write = (id: number, more: object = {}) => ({
  id,
  method: 'tools/call',
  params: { name: 'write_page', arguments: { path: `P${id}`, content: `# ${id}\n`, ...more } },
});

describe('over standard input and output', () => {
  it('a client begins, writes and reads, and its commit is marked with its name', async () => {
    const { wiki, input, send, initialize, served, answers } = await start();
    initialize();
    send(write(1, { wiki: 'me/notes' }));
    input.end();
    await served;
    expect(answers()).toMatchObject([
      { id: 0, result: { protocolVersion: '2025-11-25', serverInfo: { name: 'holt-test', version: '1.2.3' } } },
      { id: 1, result: { structuredContent: { committed: true, url: `${SITE_ORIGIN}/me/notes/P1` } } },
    ]);
    expect(await wiki.history()).toMatchObject([{ agent: 'Desktop', author: { name: 'Me Myself' } }]);
  });

  it('everything that was asked is answered, though the client has closed its end', async () => {
    const { wiki, input, send, initialize, served, answers } = await start('me/notes');
    initialize();
    for (let id = 1; id <= 8; id++) send(write(id));
    input.end();
    await served;
    expect(
      answers()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await wiki.listPages()).total).toBe(8);
  });

  it('what is no JSON-RPC is logged, and the next message answered', async () => {
    const { input, send, initialize, served, answers, logged } = await start('me/notes');
    initialize();
    input.write('hello\n');
    send({ id: 1, method: 'ping' });
    input.end();
    await served;
    expect(answers()).toMatchObject([{ id: 0 }, { id: 1, result: {} }]);
    expect(logged).toHaveLength(1);
  });

  it('a request that the client cancels holds up nothing', async () => {
    const { input, send, initialize, served, answers } = await start('me/notes');
    initialize();
    send({ id: 1, method: 'tools/call', params: { name: 'list_pages', arguments: {} } });
    send({ method: 'notifications/cancelled', params: { requestId: 1 } });
    input.end();
    await served;
    expect(answers().map(({ id }) => id)).toEqual([0]);
  });

  it('a client that closes at once is served to the end', async () => {
    const { input, served, answers } = await start();
    input.end();
    await served;
    expect(answers()).toEqual([]);
  });

  it('a client that reads no more ends the service', async () => {
    const { output, initialize, served } = await start();
    initialize();
    output.destroy(new Error('EPIPE'));
    await served;
  });

  it('a message over its size ends the service, and is told in the log', async () => {
    const { input, initialize, served, logged } = await start();
    initialize();
    const part = 'x'.repeat(1024 * 1024);
    for (let sent = 0; sent < 9; sent++) input.write(part);
    await served;
    expect(logged).toHaveLength(1);
  });
});
