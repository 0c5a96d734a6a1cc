import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { seededRandom } from '@holt/storage';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Send, sendHttp } from '../../packages/local/src/smoke/http.ts';
import { runSmoke, type SmokeReport } from '../../packages/local/src/smoke/run-smoke.ts';
import {
  type Breakage,
  type BreakingProxy,
  type ProxiedAnswer,
  type ProxiedRequest,
  startBreakingProxy,
} from '../support/breaking-proxy.ts';
import { type RunningEdge, runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';

const ONLY_HTTPS = ['https-redirect', 'hsts'];
const WIKI = { owner: 'me', name: 'closed' };
const HOME = '/me/closed/';
const PAGE = /^\/me\/closed\/Smoke_check_[0-9a-f]{16}$/;

const ends: (() => unknown)[] = [];
let edge: RunningEdge;
let origin: string;
let proxy: BreakingProxy;

beforeAll(async () => {
  const data = join(
    temporaryFolder((remove) => ends.push(remove)),
    'data',
  );
  edge = await startDev(['--data', data]);
  ends.unshift(() => edge.stop());
  origin = new URL(edge.url).origin;
  await runHolt(['wiki', 'create', 'me/closed', '--private', '--data', data]);
  const session = await connect(edge.mcp, edge.token);
  const home = { wiki: 'me/closed', path: 'Home', content: '# Home\n\nBehind a door.\n' };
  expect((await session.call('write_page', home)).data).toMatchObject({ published: true });
  await session.close();
  proxy = await startBreakingProxy(origin);
  ends.unshift(() => proxy.close());
});
afterAll(async () => {
  for (const end of ends) await end();
});
afterEach(() => proxy.break({}));

function smoke(args: string[], env: Record<string, string> = {}) {
  return runHolt(['smoke', ...args], { env: { HOLT_TOKEN: edge.token, ...env } });
}

const namesOf = ({ checks }: SmokeReport, outcome: string) =>
  checks.filter((check) => check.outcome === outcome).map(({ name }) => name);

describe('holt smoke, against holt dev', () => {
  it('passes for a public wiki, and leaves no page behind', async () => {
    const pages = async () => (await fetch(`${edge.url}-/sidebar.json`)).json();
    const before = await pages();
    const { status, stdout, stderr } = await smoke([origin, '--json']);
    expect([status, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ origin, wiki: 'me/notes' });
    expect(report).not.toHaveProperty('left');
    expect(namesOf(report, 'not-made')).toEqual([...ONLY_HTTPS, 'stays-private']);
    expect(await pages()).toEqual(before);
  });

  it('passes for a private wiki, named by its address', async () => {
    const { status, stdout } = await smoke([origin + HOME, '--json']);
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ wiki: 'me/closed' });
    expect(namesOf(report, 'not-made')).toEqual(ONLY_HTTPS);
  });

  it('says which checks it could not make without a token, and why', async () => {
    const { status, stdout } = await smoke([origin, '--json'], { HOLT_TOKEN: '' });
    expect(status).toBe(0);
    const report: SmokeReport = JSON.parse(stdout);
    const reasons = report.checks.map((check) => [check.name, 'reason' in check ? check.reason : '']);
    for (const name of ['agent', 'write', 'read-back', 'edit', 'delete', 'deleted-page']) {
      expect(reasons).toContainEqual([name, expect.stringContaining('no token was given')]);
    }
    expect(namesOf(report, 'passed')).toEqual(expect.arrayContaining(['page', 'clone', 'private-git', 'mcp-refused']));
  });

  it.each([
    ['by its address', [HOME], 'me/closed'],
    ['by --wiki', ['', '--wiki', 'me/none'], 'me/none'],
  ])('exits with 1 when the wiki that was named %s could not be read', async (_how, [path = '', ...args], wiki) => {
    const { status, stdout, stderr } = await smoke([origin + path, ...args, '--json'], { HOLT_TOKEN: '' });
    const report: SmokeReport = JSON.parse(stdout);
    expect(report.wiki).toBe(wiki);
    const notMade = namesOf(report, 'not-made');
    expect(notMade).toEqual(expect.arrayContaining(['page', 'clone', 'stays-private', 'agent']));
    expect(namesOf(report, 'failed')).toEqual([]);
    const said = `holt: ${wiki} could not be read, so ${notMade.length} checks were not made`;
    expect([status, stderr]).toEqual([1, expect.stringContaining(said)]);
    expect(stderr).toContain('HOLT_TOKEN');
  });

  it.each([
    ['serves files', 200],
    ['takes GET only', 405],
    ['has nothing', 404],
    ['leads elsewhere', 301],
  ])('says that no Holt answers where something else %s', async (_what, status) => {
    const server = createServer((_request, response) => {
      response
        .writeHead(status, { 'content-type': 'text/html', location: 'https://wiki.example/' })
        .end('<h1>Hello</h1>');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const other = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { status: exit, stdout, stderr } = await smoke([other, '--wiki', 'me/notes']);
    expect([exit, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`No Holt answers at ${other}: `);
    expect(stderr).toContain(`status ${status}`);
    expect(stderr).toContain('Check the address');
  });

  it('does not write with a token that may only read, and does not clone without git', async () => {
    const made = await runHolt(['token', '--wiki', 'me/closed', '--scope', 'read', '--data', edge.data]);
    const { stdout } = await smoke([origin + HOME, '--json'], { HOLT_TOKEN: made.stdout.trim(), PATH: '/nonexistent' });
    const report: SmokeReport = JSON.parse(stdout);
    expect(report.checks).toContainEqual(expect.objectContaining({ name: 'write', reason: 'the token may only read' }));
    expect(report.checks).toContainEqual(
      expect.objectContaining({ name: 'clone', reason: 'git is not installed here' }),
    );
    expect(namesOf(report, 'failed')).toEqual([]);
  });

  it('tells people what was expected and what came, exits with 1, and never shows the token', async () => {
    proxy.break(breakages['page-cache'] ?? {});
    const { status, stdout, stderr } = await smoke([proxy.url + HOME]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^holt: 1 check of \d+ failed: page-cache\.\n$/);
    expect(stdout).toMatch(/^FAILED {2}page-cache .*\n {2}expected .*private, no-cache\n {2}found .*max-age=600\n/m);
    expect(stdout).toMatch(/^ok {6}page /m);
    expect(stdout + stderr).not.toContain(edge.token);
  });

  it('checks what is no wiki’s where "/" leads to none', async () => {
    proxy.break(
      isPath('/', (answer) => {
        delete answer.headers.location;
        answer.status = 404;
      }),
    );
    const { status, stdout } = await smoke([proxy.url, '--json']);
    expect(status).toBe(0);
    const report: SmokeReport = JSON.parse(stdout);
    expect(report).not.toHaveProperty('wiki');
    expect(report.checks).toContainEqual(
      expect.objectContaining({ name: 'page', reason: expect.stringContaining('--wiki') }),
    );
    expect(namesOf(report, 'passed')).toEqual(expect.arrayContaining(['private-browser', 'mcp-refused', 'agent']));
  });

  it.each<[string, string[], 1 | 2, string]>([
    ['no site', [], 2, 'https://wiki.example'],
    ['what is no address', ['wiki.example'], 2, 'https://wiki.example'],
    ['a page', ['https://wiki.example/me/notes/Page'], 2, 'neither'],
    ['a token that would travel in the clear', ['http://wiki.example'], 2, 'unencrypted'],
    ['nobody there', ['http://127.0.0.1:9'], 1, 'Nothing answers at http://127.0.0.1:9 (ECONNREFUSED)'],
  ])('says what is wrong with %s', async (_what, args, expected, named) => {
    const { status, stderr } = await smoke(args);
    expect([status, stderr]).toEqual([expected, expect.stringContaining(named)]);
  });
});

const calls = ({ path, body }: Readonly<ProxiedRequest>, tool: string) =>
  path === '/mcp' && body.includes(`"name":"${tool}"`);
const isPath = (path: string | RegExp, change: (answer: ProxiedAnswer) => void): Breakage => ({
  answer(answer, request) {
    if (typeof path === 'string' ? request.path === path : path.test(request.path)) change(answer);
  },
});
const setHeader = (name: string, value: string) => (answer: ProxiedAnswer) => {
  answer.headers[name] = value;
};
const setStatus = (from: number, to: number) => (answer: ProxiedAnswer) => {
  if (answer.status === from) answer.status = to;
};
const replaceBody = (answer: ProxiedAnswer, from: string | RegExp, to: string) => {
  answer.body = Buffer.from(answer.body.toString().replace(from, to));
  answer.headers['content-length'] = String(answer.body.length);
};
const failTool = (tool: string): Breakage => ({
  answer(answer, request) {
    if (calls(request, tool)) answer.status = 503;
  },
});
/** A cache that shows what one reader may see to all others. */
function keepForAll(path: RegExp, isOver: (answer: ProxiedAnswer) => boolean): Breakage {
  const kept = new Map<string, Buffer>();
  return {
    answer(answer, request) {
      if (!path.test(request.path)) return;
      if (answer.status === 200 && !kept.has(request.path)) kept.set(request.path, Buffer.from(answer.body));
      const body = kept.get(request.path);
      if (body === undefined || isOver(answer)) return;
      Object.assign(answer, { status: 200, body });
      answer.headers['content-length'] = String(body.length);
    },
  };
}

/** By the check that must find it. */
const breakages: Record<string, Breakage> = {
  page: {
    answer: (answer, { path, headers }) => {
      if (path === HOME && headers.accept?.includes('text/html') && answer.status === 200) {
        answer.headers['content-type'] = 'text/plain';
      }
    },
  },
  'page-cache': {
    answer: (answer, { path }) => {
      if (path === HOME && answer.status === 200) answer.headers['cache-control'] = 'public, max-age=600';
    },
  },
  'not-modified': { request: ({ headers }) => void delete headers['if-none-match'] },
  compression: { request: ({ headers }) => void delete headers['accept-encoding'] },
  head: {
    answer: (answer, { method }) => {
      if (method === 'HEAD') answer.status = 403;
    },
  },
  markdown: isPath(/\/Home\.md$/, setHeader('etag', 'W/"1"')),
  sidebar: isPath(/sidebar\.json$/, setStatus(200, 404)),
  lists: isPath(/feed\.xml$/, setHeader('content-type', 'text/html')),
  assets: isPath(/^\/assets\//, setHeader('cache-control', 'no-cache')),
  'missing-page': isPath(/_missing$/, setStatus(404, 403)),
  'security-headers': { answer: ({ headers }) => void delete headers['permissions-policy'] },
  'content-security-policy': {
    answer({ headers }) {
      const policy = headers['content-security-policy']?.replace('script-src', "script-src 'unsafe-inline'");
      if (policy !== undefined) headers['content-security-policy'] = policy;
    },
  },
  'private-browser': {
    answer: (answer) => {
      if (answer.status === 302 && answer.headers.location?.startsWith('/auth/')) answer.headers.location = '/auth/';
    },
  },
  'private-script': {
    answer: (answer, { path, headers }) => {
      if (headers.accept === '*/*' && !path.includes('.git')) delete answer.headers['www-authenticate'];
    },
  },
  'private-git': isPath(/\.git\/info\/refs\?/, setHeader('www-authenticate', 'Bearer realm="Holt"')),
  'forged-token': {
    answer: (answer, { path, headers }) => {
      if (path !== '/mcp' && headers.authorization?.startsWith('Bearer') && answer.status === 401) answer.status = 200;
    },
  },
  'stays-private': keepForAll(/^\/me\/closed\/-\/$/, () => false),
  'malformed-urls': {
    request: (request) => {
      request.path = request.path.replace(/%2f/i, '/');
    },
  },
  methods: {
    answer: (answer, { method, path }) => {
      if (method === 'PUT' && path === HOME) answer.status = 200;
    },
  },
  'object-keys': isPath(/^\/control\//, (answer) => {
    answer.status = 200;
  }),
  'service-cache': isPath('/api/session', setHeader('cache-control', 'max-age=60')),
  'service-errors': isPath(/^\/auth\//, (answer) => {
    answer.status = 502;
  }),
  'mcp-refused': isPath('/mcp', ({ headers }) => void delete headers['www-authenticate']),
  'host-header': {
    answer: (answer, { headers }) => {
      if (headers['x-holt-host'] !== undefined) answer.status = 421;
    },
  },
  agent: {
    answer: (answer, { body }) => {
      if (body.includes('tools/list')) replaceBody(answer, '"edit_page"', '"edit_pages"');
    },
  },
  write: failTool('write_page'),
  'read-back': {
    answer: (answer, request) => {
      if (calls(request, 'read_page')) replaceBody(answer, /"version":"[0-9a-f]{40}"/, `"version":"${'0'.repeat(40)}"`);
    },
  },
  'written-page': isPath(PAGE, setStatus(200, 404)),
  'written-markdown': isPath(/\/Smoke_check_[0-9a-f]+\.md$/, setHeader('etag', 'W/"1"')),
  'own-address': { keepsAddresses: true },
  edit: failTool('edit_page'),
  'edited-page': keepForAll(PAGE, ({ status }) => status === 404),
  clone: isPath(/\/objects\/[0-9a-f]{2}\//, setStatus(200, 404)),
  'deleted-page': keepForAll(PAGE, ({ status, body }) => status === 200 && body.length > 0),
};

/** A clock on which nobody waits. */
function hurriedClock() {
  let nowMs = 0;
  return {
    now: () => nowMs,
    async sleep(ms: number) {
      nowMs += ms;
    },
  };
}

function run(to: string, options: { send?: Send; token?: string } = {}): Promise<SmokeReport> {
  const { send = sendHttp, token = edge.token } = options;
  return runSmoke({
    origin: to,
    wiki: WIKI,
    ...(token === '' ? {} : { token }),
    send,
    clock: hurriedClock(),
    random: seededRandom(7),
  });
}

describe('each check finds what it is for, and it alone', () => {
  it.each(Object.keys(breakages))('%s', async (name) => {
    proxy.break(breakages[name] ?? {});
    const report = await run(proxy.url);
    expect(report.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([
      expect.objectContaining({ name, expected: expect.any(String), found: expect.any(String) }),
    ]);
    expect(report.left).toBeUndefined();
  });

  it('mcp-refused, which takes the name that Lambda gives the header, and tells so', async () => {
    proxy.break(
      isPath('/mcp', ({ headers }) => {
        headers['x-amzn-remapped-www-authenticate'] = headers['www-authenticate'] ?? '';
        delete headers['www-authenticate'];
      }),
    );
    const { status, stdout } = await smoke([proxy.url, '--wiki', 'me/closed']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ok {6}mcp-refused .*\n {2}note: www-authenticate comes as x-amzn-remapped/m);
  });

  it('service-errors, of handlers in whose place files are served', async () => {
    proxy.break(isPath('/mcp', setStatus(401, 404)));
    const report = await run(proxy.url, { token: '' });
    expect(namesOf(report, 'failed')).toEqual(['service-errors', 'mcp-refused', 'host-header']);
  });

  it('delete, which tries once more, so that nothing is left', async () => {
    let failures = 0;
    proxy.break({
      request: (request) => {
        if (calls(request, 'delete_page') && failures++ === 0) request.path = '/api/nothing';
      },
    });
    const report = await run(proxy.url);
    expect(namesOf(report, 'failed')).toEqual(['delete']);
    expect(report.left).toBeUndefined();
    const sidebar = await fetch(`${origin}${HOME}-/sidebar.json`, {
      headers: { authorization: `Bearer ${edge.token}` },
    });
    expect(await sidebar.text()).not.toContain('Smoke_check');
  });

  it('delete, which says what is left when nothing helps', async () => {
    proxy.break({
      request: (request) => {
        if (calls(request, 'delete_page')) request.path = '/api/nothing';
      },
    });
    const report = await run(proxy.url);
    expect(namesOf(report, 'failed')).toEqual(['delete']);
    expect(report.left).toMatch(/^Smoke_check_[0-9a-f]{16}$/);
    const session = await connect(edge.mcp, edge.token);
    await session.call('delete_page', { wiki: 'me/closed', path: report.left });
    await session.close();
  });

  /** The site as if it were served over https, at an address of its own. */
  const overHttps =
    (change: (answer: { headers: Record<string, string>; status: number }, to: string) => void): Send =>
    async (to, request) => {
      if (to.startsWith('http:')) {
        const answer = { status: 301, headers: { location: `https://wiki.test${request.path}` }, body: Buffer.of() };
        change(answer, to);
        return answer;
      }
      const { status, headers, body } = await sendHttp(origin, request);
      const answer = { status, headers: { ...headers, 'strict-transport-security': 'max-age=31536000' }, body };
      change(answer, to);
      return answer;
    };

  it.each<[string | undefined, Parameters<typeof overHttps>[0]]>([
    [undefined, () => undefined],
    [
      'https-redirect',
      (answer, to) => {
        if (to.startsWith('http:')) answer.headers.location = 'https://wiki.test/';
      },
    ],
    [
      'hsts',
      ({ headers }) => {
        headers['strict-transport-security'] = 'max-age=300';
      },
    ],
  ])('over https: %s', async (name, change) => {
    const report = await run('https://wiki.test', { send: overHttps(change), token: '' });
    expect(namesOf(report, 'failed')).toEqual(name === undefined ? [] : [name]);
    expect(namesOf(report, 'not-made')).not.toContain('hsts');
  });
});
