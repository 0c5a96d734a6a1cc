import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { openFileObjectStore, systemRandom } from '@holt/storage';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type RunningEdge, runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';

const running: RunningEdge[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((edge) => edge.stop()));
});

async function dev(args: string[], options = {}): Promise<RunningEdge> {
  const edge = await startDev(args, options);
  running.push(edge);
  return edge;
}

const folder = () => temporaryFolder(onTestFinished);

/** Every file below a folder with its content, to see that nothing has changed. */
function snapshot(directory: string): Map<string, string> {
  if (!existsSync(directory)) return new Map();
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [path, readFileSync(path, 'latin1')];
    }),
  );
}

describe('holt dev', () => {
  it('makes the first wiki, serves it, and ends cleanly on SIGINT', async () => {
    const data = join(folder(), 'data');
    const edge = await startDev(['--data', data]);
    expect(edge).toMatchObject({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/me\/notes\/$/), data });
    for (const path of ['', 'Getting_Started', 'Agent_Guide', '-/', '-/changes', '-/sidebar.json', 'Home.md']) {
      const response = await fetch(edge.url + path);
      expect([path, response.status]).toEqual([path, 200]);
    }
    expect(await (await fetch(edge.url)).text()).toContain('Getting Started');
    const root = await fetch(new URL('/', edge.url), { redirect: 'manual' });
    expect([root.status, root.headers.get('location')]).toEqual([302, '/me/notes/']);
    expect(await edge.stop()).toMatchObject({ status: 0, stderr: '' });
  });

  it('keeps everything when it is started again, and makes nothing twice', async () => {
    const data = join(folder(), 'data');
    const first = await startDev(['--data', data]);
    const before = await (await fetch(`${first.url}-/changes.json`)).json();
    await first.stop();
    const second = await dev(['--data', data]);
    expect(await (await fetch(`${second.url}-/changes.json`)).json()).toEqual(before);
    expect(second.token).toBeTruthy();
  });

  it('makes a new search index by itself when a write is more than the recent part carries', async () => {
    const edge = await dev(['--data', join(folder(), 'data')]);
    const readRoot = async () => await (await fetch(`${edge.url}-/search/recent.json`)).json();
    expect(await readRoot()).not.toHaveProperty('main');
    const session = await connect(edge.mcp, edge.token);
    const content = `# Large\n\n${'lighthouse '.repeat(3000)}\n`;
    const changes = ['A', 'B', 'C'].map((path) => ({ op: 'write', path, content }));
    const { data } = await session.call('apply_changes', { wiki: 'me/notes', changes });
    expect(data).toMatchObject({ committed: true, published: true });
    await vi.waitFor(async () => expect(await readRoot()).toMatchObject({ main: { revision: data.revision } }), 20_000);
    await session.close();
  });

  it('tells people where to read, how to connect an agent, and where the data is', async () => {
    const data = join(folder(), 'data');
    const edge = await dev(['--data', data]);
    const port = new URL(edge.url).port;
    await running.pop()?.stop();
    const child = runHolt(['dev', '--data', data, '--port', port], {
      nodeArguments: ['--import', new URL('../support/stop-when-ready.mjs', import.meta.url).pathname],
    });
    const { stdout, status } = await child;
    expect(status).toBe(0);
    expect(stdout).toContain(`http://127.0.0.1:${port}/me/notes/`);
    expect(stdout).toMatch(
      new RegExp(
        `claude mcp add --transport http holt http://127.0.0.1:${port}/mcp --header "Authorization: Bearer [\\w-]+\\.[\\w-]+\\.[\\w-]+"`,
      ),
    );
    expect(stdout).toContain(data);
  });

  it('serves everything read-only while nothing that writes is loaded', async () => {
    const data = join(folder(), 'data');
    await (await startDev(['--data', data])).stop();
    const before = snapshot(join(data, 'store', 'objects'));
    const loaded = join(folder(), 'modules.txt');
    const recorder = new URL('../support/record-modules.mjs', import.meta.url).pathname;
    const edge = await dev(['--data', data, '--read-only'], {
      nodeArguments: ['--import', recorder],
      env: { HOLT_TEST_MODULES: loaded },
    });
    expect(edge.token).toBeUndefined();
    for (const path of [
      'me/notes/',
      'me/notes/Agent_Guide',
      'me/notes/-/',
      'me/notes/-/sidebar.json',
      'me/notes/Home.md',
      'me/notes.git/info/refs',
    ]) {
      expect([path, (await fetch(edge.url + path)).status]).toEqual([path, 200]);
    }
    const refused = await fetch(`${edge.url}mcp`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(refused.status).toBe(503);
    await running.pop()?.stop();
    const modules = readFileSync(loaded, 'utf8');
    expect(modules).toMatch(/packages\/local\/src\/local-edge\.ts/);
    for (const name of ['lambda', 'mcp', 'wiki', 'git', 'auth']) expect(modules).not.toContain(`packages/${name}/`);
    expect(modules).not.toMatch(/modelcontextprotocol|wasm-git|remark-parse/);
    expect(snapshot(join(data, 'store', 'objects'))).toEqual(before);
  });
});

describe('holt dev says in one line what is wrong, ends with 1 and changes nothing, when', () => {
  async function refusal(args: string[]): Promise<string> {
    const { status, stdout, stderr } = await runHolt(['dev', '--port', '0', ...args]);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    return stderr;
  }

  it('the port is taken', async () => {
    const data = join(folder(), 'data');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const { status, stderr } = await runHolt(['dev', '--data', data, '--port', String(port)]);
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`^holt: Port ${port} is taken.*--port.*\n$`));
    expect(existsSync(data)).toBe(false);
  });

  it('the data folder can not be written', async () => {
    // Permissions do not stop root, so the folder lies below a file and below /proc.
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    expect(await refusal(['--data', join(file, 'data')])).toContain(join(file, 'data'));
    expect(await refusal(['--data', '/proc/holt-data'])).toContain('--data');
  });

  it('the folder holds something else', async () => {
    const data = folder();
    writeFileSync(join(data, 'thesis.txt'), 'mine');
    const before = snapshot(data);
    expect(await refusal(['--data', data])).toContain('no Holt data folder');
    expect(snapshot(data)).toEqual(before);
  });

  it.each([
    ['its mark is damaged', (data: string) => writeFileSync(join(data, 'holt.json'), '{"form')],
    ['it was made by a newer Holt', (data: string) => writeFileSync(join(data, 'holt.json'), '{"format": 99}')],
    ['the key-value store is garbage', (data: string) => damage(data, 'key-values.json')],
  ])('%s', async (_title, harm) => {
    const parent = folder();
    const data = join(parent, 'data');
    const edge = await startDev(['--data', data]);
    await edge.stop();
    harm(data);
    const kept = join(parent, 'kept');
    cpSync(data, kept, { recursive: true });
    expect(await refusal(['--data', data])).toContain(data);
    const relative = (root: string) =>
      new Map([...snapshot(join(root, 'store', 'objects'))].map(([path, text]) => [path.slice(root.length), text]));
    expect(relative(data)).toEqual(relative(kept));
  });
});

describe('holt dev mends by itself', () => {
  const notes = 'fragments/me/notes';
  const store = (data: string) => openFileObjectStore({ directory: join(data, 'store'), random: systemRandom });

  it('at its start, what a damaged mark of what is published leaves unknown', async () => {
    const data = join(folder(), 'data');
    await (await startDev(['--data', data])).stop();
    await store(data).put(`${notes}/-/changes.json`, 'garbage');
    await store(data).delete(`${notes}/pages/Home.html`);
    const edge = await dev(['--data', data]);
    expect((await fetch(edge.url)).status).toBe(200);
    expect(await (await fetch(`${edge.url}-/changes.json`)).json()).toMatchObject({ wiki: 'me/notes' });
  });

  it('while it serves, what was undone of the last day', async () => {
    const data = join(folder(), 'data');
    await (await startDev(['--data', data])).stop();
    await store(data).delete(`${notes}/pages/Home.md`);
    const edge = await dev(['--data', data]);
    await vi.waitFor(async () => expect((await fetch(`${edge.url}Home.md`)).status).toBe(200), { timeout: 30_000 });
  });
});

describe('one damaged wiki', () => {
  it.each([
    ['ref is', 'git/me/notes/info/refs', 'info/refs'],
    ['settings are', 'control/me/notes/wiki.json', 'wiki.json'],
    ['commits and trees are', 'git/me/notes', 'objects/'],
  ])(
    'whose %s garbage is told of, kept as it is and takes no writes, while the others are served and written',
    async (_title, keyStart, keyPart) => {
      const data = join(folder(), 'data');
      const first = await startDev(['--data', data]);
      const before = await connect(first.mcp, first.token);
      await runHolt(['wiki', 'create', 'me/other', '--public', '--data', data]);
      await before.call('write_page', { wiki: 'me/other', path: 'Home', content: '# Other\n' });
      await before.close();
      await first.stop();
      damage(data, keyPart, keyStart);
      const notes = () => [...snapshot(join(data, 'store/objects'))].filter(([path]) => path.includes('me/notes'));
      const damaged = notes();

      const edge = await dev(['--data', data]);
      const origin = new URL(edge.url).origin;
      const session = await connect(edge.mcp, edge.token);
      const page = { path: 'New', content: '# New\n' };
      expect(await session.call('write_page', { wiki: 'me/notes', ...page })).toMatchObject({ isError: true });
      expect(await session.call('write_page', { wiki: 'me/other', ...page })).toMatchObject({ isError: false });
      await session.close();
      expect((await fetch(`${origin}/me/notes/`)).status).toBe(200);
      expect(await (await fetch(`${origin}/me/other/New`)).text()).toContain('New');

      const { status, stderr } = await (running.pop() as RunningEdge).stop();
      expect(status).toBe(0);
      expect(stderr).toContain(data);
      expect(stderr).toMatch(/^The wiki me\/notes in .* can't be brought up to date: .*holt verify --wiki me\/notes/m);
      expect(notes()).toEqual(damaged);
    },
  );
});

/** Overwrites the stored bytes of every object whose key holds a text. */
function damage(data: string, keyPart: string, keyStart = ''): void {
  let damaged = 0;
  for (const [path, content] of snapshot(join(data, 'store', 'objects'))) {
    if (!path.includes(keyPart) || !path.includes(keyStart)) continue;
    writeFileSync(path, content.slice(0, Math.floor(content.length / 2)), 'latin1');
    damaged++;
  }
  expect(damaged).toBeGreaterThan(0);
}

describe('holt', () => {
  it.each([
    [['frobnicate'], 'frobnicate'],
    [['import'], 'DIR'],
    [['import', 'x', '--wiki', 'Not A Wiki'], 'Not A Wiki'],
    [['export', '--wiki', 'me/notes'], '--to'],
    [['token', '--wiki', 'me/notes', '--scope', 'everything'], '--scope'],
    [['dev', '--port', 'seven'], 'seven'],
    [['dev', '--colour'], '--colour'],
    [['dev', '--data', 'here', '--store', 's3://den'], 'not both'],
    [['export', '--wiki', 'me/notes', '--to', 'out', '--store', 'den'], 's3://bucket'],
    [['wiki', 'list', '--store', 's3://'], 's3://bucket'],
    [['wiki', 'list', '--store', 's3://den/a//b'], 's3://den/a//b'],
    [['verify', '--endpoint', 'http://127.0.0.1:9'], '--store'],
    [['verify', '--store', 's3://den', '--endpoint', 'localhost:9000'], 'localhost:9000'],
    [['verify', 'me/notes'], 'me/notes'],
    [['log', '--wiki', 'me/notes', '--limit', '0'], '--limit 0'],
    [['log', 'Home'], '--wiki'],
    [['restore', '--wiki', 'me/notes'], 'PATH'],
    [['revert', '--wiki', 'me/notes'], 'REVISION'],
    [['import', 'x', '--wiki', 'me/notes', '--branch', 'main'], '--history'],
    [['import', 'x', '--wiki', 'me/notes', '--public', '--private'], '--public'],
  ])('%j is wrong usage: status 2 and one line that names it', async (args, named) => {
    const { status, stderr, stdout } = await runHolt(args, { cwd: folder() });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(named);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('makes no data folder for commands that need one', async () => {
    const cwd = folder();
    for (const args of [
      ['wiki', 'list'],
      ['export', '--wiki', 'me/notes', '--to', 'out'],
      ['token', '--wiki', 'me/notes', '--scope', 'read'],
      ['dev', '--read-only', '--port', '0'],
    ]) {
      const { status, stderr } = await runHolt(args, { cwd });
      expect([args[0], status]).toEqual([args[0], 1]);
      expect(stderr).toContain('no data');
    }
    expect(readdirSync(cwd)).toEqual([]);
  });
});
