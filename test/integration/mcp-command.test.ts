import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { HOLT_CLI, runHolt, temporaryFolder } from '../support/holt-process.ts';

let data: string;

beforeEach(async () => {
  data = join(temporaryFolder(onTestFinished), 'data');
  const made = await runHolt(['wiki', 'create', 'me/notes', '--public', '--data', data]);
  expect(made).toMatchObject({ status: 0 });
});

/** The official client, which starts `holt mcp` as a process of its own. */
async function connect(...args: string[]): Promise<Client> {
  const client = new Client({ name: 'desk-agent', version: '1' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [HOLT_CLI, 'mcp', '--data', data, ...args],
    stderr: 'pipe',
  });
  await client.connect(transport as never);
  onTestFinished(() => client.close());
  return client;
}

async function call(client: Client, name: string, input: Record<string, unknown> = {}) {
  // biome-ignore lint/suspicious/noExplicitAny: each tool has its own shape
  return (await client.callTool({ name, arguments: input })) as { isError?: boolean; structuredContent: any };
}

const write = { wiki: 'me/notes', path: 'Plan', content: '# Plan\n' };

/** Sends lines to `holt mcp`, closes its standard input, and waits for its end. */
async function converse(lines: readonly string[], ...args: string[]) {
  const child = spawn(process.execPath, [HOLT_CLI, 'mcp', '--data', data, ...args]);
  const end = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    end.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    end.stderr += chunk;
  });
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, ...end };
}

const request = (id: number, method: string, params: object = {}) =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });
const hello = request(1, 'initialize', {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'by-hand', version: '1' },
});

describe('holt mcp', () => {
  it('writes what `holt log` tells of, as the person at this machine, by the name of the client', async () => {
    const client = await connect();
    expect(await call(client, 'write_page', write)).toMatchObject({ structuredContent: { committed: true } });
    const { stdout } = await runHolt(['log', '--wiki', 'me/notes', '--data', data, '--json']);
    expect(JSON.parse(stdout).changes).toMatchObject([
      { author: { name: 'me', email: 'me@users.holt.invalid' }, agent: 'desk-agent' },
    ]);
  });

  it('commits under the name and address that it is given', async () => {
    const client = await connect('--name', 'Ann Lee', '--email', 'ann@example.org');
    await call(client, 'write_page', write);
    const { stdout } = await runHolt(['log', '--wiki', 'me/notes', '--data', data, '--json']);
    expect(JSON.parse(stdout).changes).toMatchObject([{ author: { name: 'Ann Lee', email: 'ann@example.org' } }]);
  });

  it('names pages by the address at which people read', async () => {
    const { structuredContent } = await call(await connect('--origin', 'https://wiki.example'), 'write_page', write);
    expect(structuredContent.url).toBe('https://wiki.example/me/notes/Plan');
  });

  it('is bound to one wiki where one is named', async () => {
    const client = await connect('--wiki', 'me/notes');
    const { wiki: _, ...bound } = write;
    expect(await call(client, 'write_page', bound)).toMatchObject({ structuredContent: { wiki: 'me/notes' } });
    expect(await call(client, 'list_pages', { wiki: 'me/other' })).toMatchObject({ isError: true });
  });

  it('--read-only reads and writes nothing', async () => {
    await call(await connect(), 'write_page', write);
    const reader = await connect('--read-only');
    expect(await call(reader, 'read_page', { wiki: 'me/notes', path: 'Plan' })).toMatchObject({
      structuredContent: { content: write.content },
    });
    const refused = await call(reader, 'delete_page', { wiki: 'me/notes', path: 'Plan' });
    expect(refused).toMatchObject({ isError: true, structuredContent: { error: { code: 'write-not-allowed' } } });
    expect((await call(reader, 'list_pages', { wiki: 'me/notes' })).structuredContent.total).toBe(1);
  });

  it('says nothing but JSON-RPC on standard output, answers what was asked before its input ended, and ends well', async () => {
    const list = request(2, 'tools/call', { name: 'write_page', arguments: write });
    const { status, stdout } = await converse([hello, '{"jsonrpc":"2.0","method":"notifications/initialized"}', list]);
    const messages = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(messages.map(({ jsonrpc, id }) => [jsonrpc, id])).toEqual([
      ['2.0', 1],
      ['2.0', 2],
    ]);
    expect(messages[1].result.structuredContent).toMatchObject({ committed: true });
    expect(status).toBe(0);
  });

  it('goes on after a line that is no message', async () => {
    const { status, stdout } = await converse(['this is no JSON', hello]);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) as string)).toMatchObject({ id: 1, result: {} });
    expect(status).toBe(0);
  });

  it.each([
    [['--wiki', 'notes'], '--wiki'],
    [['--email', 'nobody'], '--email'],
    [['--email', '@example.com'], '--email'],
    [['--name', '…'], '--name'],
    [['--origin', 'wiki.example/x'], '--origin'],
    [['--port', '1'], '--port'],
    [['Home'], 'Home'],
  ])('refuses %j as wrong usage, with nothing on standard output', async (args, named) => {
    const { status, stdout, stderr } = await converse([hello], ...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^holt: [^\n]+\n$/);
    expect(stderr).toContain(named);
  });

  it.each([
    [['--wiki', 'me/other'], 'me/other'],
    [['--data', '/nonexistent/holt'], '/nonexistent/holt'],
  ])('fails with %j, and says on standard error why', async (args, named) => {
    const { status, stdout, stderr } = await converse([hello], ...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(named);
  });
});
