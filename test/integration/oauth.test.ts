import { join } from 'node:path';
import {
  openBrowser,
  startAuthorizationServer,
  type TestAuthorizationServer,
  type TestBrowser,
} from '@holt/auth/testing';
import { createWriteHandler } from '@holt/lambda';
import { MemoryObjectStore, manualClock, openKeyValueStore, seededRandom } from '@holt/storage';
import { openAccessSettings, openWikis } from '@holt/wiki';
import { type OAuthClientProvider, UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { serveFunctionUrl } from '../../packages/lambda/src/testing/serve-function-url.ts';
import { type RunningEdge, runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';

const ALICE = { subject: 'alice-1', password: 'pass a', email: 'Alice@Example.com', name: 'Alice Liddell' };
const BOB = { subject: 'bob-2', password: 'pass b', email: 'bob@example.com', emailVerified: false, name: 'Bob' };
const REDIRECT = 'http://127.0.0.1:1/callback';

let server: TestAuthorizationServer;
let edge: RunningEdge;
let data: string;
let origin: string;
let browser: TestBrowser;
const removals: (() => void)[] = [];
/** Every token that was handed out or made up, so that none may be found anywhere. */
const secrets = new Set<string>();

async function holt(...args: string[]) {
  const { status, stdout, stderr } = await runHolt([...args, '--data', data, '--json']);
  expect(status, stderr).toBe(0);
  return stdout === '' ? undefined : JSON.parse(stdout);
}

beforeAll(async () => {
  data = join(
    temporaryFolder((remove) => removals.push(remove)),
    'data',
  );
  server = await startAuthorizationServer({
    users: [ALICE, BOB],
    isResource: (url) => url.startsWith(origin),
  });
  edge = await startDev(['--data', data], {
    env: {
      HOLT_OIDC_ISSUER: server.issuer,
      HOLT_OIDC_CLIENT_ID: 'holt',
      HOLT_OIDC_CLIENT_SECRET: 'the secret of a test',
    },
  });
  origin = new URL(edge.url).origin;
  browser = openBrowser({}, () => Date.now());
  await holt('wiki', 'create', 'me/team', '--private');
  await holt('grant', 'alice@example.com', '--wiki', 'me/team', '--role', 'editor');
  await holt('grant', 'bob@example.com', '--wiki', 'me/team', '--role', 'owner');
});
afterAll(async () => {
  const { stdout, stderr } = await edge.stop();
  await server.close();
  for (const remove of removals) remove();
  // Nothing that proves who somebody is in a log line, nor in any request that Holt sends on.
  expect(secrets.size).toBeGreaterThan(10);
  for (const secret of secrets) {
    for (const part of secret.split('.').filter((piece) => piece.length > 20 && !isHeader(piece))) {
      expect(stdout + stderr).not.toContain(part);
      expect(server.received.join('\n')).not.toContain(part);
    }
  }
});

/** Headers of tokens are no secret, and all alike. */
const isHeader = (part: string) => Buffer.from(part, 'base64url').toString().startsWith('{"alg"');

/** What a client keeps, and a person who goes where they are sent: signed in at the authorization server, with no step by hand. */
class Agent implements OAuthClientProvider {
  readonly redirectUrl = REDIRECT;
  browser = browser;
  readonly asked: URL[] = [];
  scope: string | undefined;
  registrations = 0;
  code: string | undefined;
  held: OAuthTokens | undefined;
  #client: OAuthClientInformationMixed | undefined;
  #verifier = '';

  get clientMetadata() {
    return {
      client_name: 'An agent',
      redirect_uris: [REDIRECT],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    };
  }
  clientInformation = () => this.#client;
  saveClientInformation(information: OAuthClientInformationMixed) {
    this.registrations++;
    this.#client = information;
  }
  tokens = () => this.held;
  saveTokens(tokens: OAuthTokens) {
    secrets.add(tokens.access_token);
    if (tokens.refresh_token !== undefined) secrets.add(tokens.refresh_token);
    this.held = tokens;
  }
  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier;
  }
  codeVerifier = () => this.#verifier;
  async redirectToAuthorization(url: URL) {
    if (this.scope !== undefined) url.searchParams.set('scope', this.scope);
    this.asked.push(url);
    const back = await this.browser.open(url, (to) => to.href.startsWith(REDIRECT));
    expect(back.url.href, back.text).toMatch(/[?&]code=/);
    this.code = back.url.searchParams.get('code') ?? undefined;
  }
}

/** From nothing to a session, as an application does it: tries, is refused, lets the person consent, tries again. */
async function connectByOAuth(url: string, agent: Agent) {
  const open = () => new StreamableHTTPClientTransport(new URL(url), { authProvider: agent });
  const client = () => new Client({ name: 'agent', version: '1' });
  const first = open();
  await expect(client().connect(first as never)).rejects.toThrow(UnauthorizedError);
  await first.finishAuth(agent.code ?? '');
  const session = client();
  await session.connect(open() as never);
  onTestFinished(() => session.close());
  return session;
}

const headerOf = ({ access_token: token }: OAuthTokens) =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
const claimsOf = ({ access_token: token }: OAuthTokens) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

const nowSeconds = () => Math.floor(Date.now() / 1000);

/** A token that the server signs, as it would for Alice, but for the changes. */
async function token(changes: Readonly<Record<string, unknown>> = {}, header: Readonly<Record<string, unknown>> = {}) {
  const claims = {
    iss: server.issuer,
    aud: `${origin}/mcp`,
    sub: ALICE.subject,
    client_id: 'agent',
    jti: 'x',
    iat: nowSeconds(),
    exp: nowSeconds() + 300,
    scope: 'read write',
    email: ALICE.email,
    email_verified: true,
    ...changes,
  };
  const made = await server.sign(claims, header);
  secrets.add(made);
  return made;
}

interface Answer {
  status: number;
  headers: Headers;
  json: { error?: string; code?: string; result?: { structuredContent?: Record<string, unknown>; isError?: boolean } };
}

const callTool = (name: string, args: Readonly<Record<string, unknown>>) => ({
  method: 'POST',
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
});
const WRITE = callTool('write_page', { wiki: 'me/team', path: 'Refused', content: '# Refused\n' });
const READ = callTool('read_page', { wiki: 'me/team', path: 'Plan' });

async function send(path: string, credential: string | undefined, init: RequestInit = READ): Promise<Answer> {
  const headers = {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    ...(credential === undefined ? {} : { authorization: credential }),
  };
  const response = await fetch(origin + path, { ...init, headers: { ...headers, ...init.headers } });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? {} : JSON.parse(text) };
}

const challengeOf = (path: string, more = '') =>
  `Bearer realm="holt"${more}, scope="read write", resource_metadata="${origin}/.well-known/oauth-protected-resource${path}"`;

describe('an agent that knows nothing but the address', () => {
  it('writes a page: metadata, registration, PKCE, a token for this resource alone', async () => {
    const agent = new Agent();
    const client = await connectByOAuth(`${origin}/mcp`, agent);
    const written = await client.callTool({
      name: 'write_page',
      arguments: { wiki: 'me/team', path: 'Plan', content: '# Plan\n\nBy an agent.\n' },
    });
    expect(written.structuredContent).toMatchObject({ committed: true });
    const read = await client.callTool({ name: 'read_page', arguments: { wiki: 'me/team', path: 'Plan' } });
    expect(JSON.stringify(read.content)).toContain('By an agent.');

    expect(agent.registrations).toBe(1);
    const [asked] = agent.asked;
    expect(Object.fromEntries(asked?.searchParams ?? [])).toMatchObject({
      resource: `${origin}/mcp`,
      scope: 'read write',
      code_challenge_method: 'S256',
    });
    expect(claimsOf(agent.held as OAuthTokens)).toMatchObject({ aud: `${origin}/mcp`, sub: ALICE.subject });
    // The author is the person, by their own name.
    expect(JSON.stringify(await holt('log', '--wiki', 'me/team'))).toContain(ALICE.name);
  });

  it('reaches one wiki by an address of its own, with a token that is good there only', async () => {
    const agent = new Agent();
    const client = await connectByOAuth(`${origin}/mcp/me/team`, agent);
    const written = await client.callTool({ name: 'write_page', arguments: { path: 'Bound', content: '# Bound\n' } });
    expect(written.structuredContent).toMatchObject({ committed: true });
    expect(claimsOf(agent.held as OAuthTokens).aud).toBe(`${origin}/mcp/me/team`);
  });

  it('goes on when its token has ended, by its refresh token, and asks nobody', async () => {
    const agent = new Agent();
    const client = await connectByOAuth(`${origin}/mcp`, agent);
    const before = agent.held as OAuthTokens;
    agent.held = { ...before, access_token: await token({ exp: nowSeconds() - 60, iat: nowSeconds() - 120 }) };
    const listed = await client.callTool({ name: 'list_wikis', arguments: {} });
    expect(listed.isError).not.toBe(true);
    expect(agent.held.access_token).not.toBe(before.access_token);
    expect(agent.asked.length).toBe(1);
  });
});

describe('when the authorization server changes its keys', () => {
  it('its new tokens are taken at once, its old ones no more once the old key is forgotten', async () => {
    const store = new MemoryObjectStore();
    const clock = manualClock(Date.now());
    const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
    const parts = { store, keyValues, clock, random: seededRandom('rotation') };
    await openWikis(parts).create('me/team');
    await openAccessSettings(parts).grant('me/team', 'alice@example.com', 'editor', { subject: 'test' });
    let site = '';
    const own = await startAuthorizationServer({ users: [ALICE], isResource: (url) => url.startsWith(site) });
    onTestFinished(() => own.close());
    const issuer = 'https://wiki.example';
    const handler = createWriteHandler({
      ...parts,
      origin: () => site,
      issuer,
      audience: issuer,
      authorizationServer: { issuer: own.issuer },
    });
    const served = await serveFunctionUrl(handler);
    onTestFinished(() => served.close());
    site = served.url;

    const agent = new Agent();
    agent.browser = openBrowser({}, () => Date.now());
    const client = await connectByOAuth(`${site}/mcp`, agent);
    const before = agent.held as OAuthTokens;
    await own.rotate();
    await clock.advance(30_000);
    // The client's token lapses, it refreshes it, and what it gets is signed by the new key.
    agent.held = { ...before, access_token: await own.sign({ ...claimsOf(before), exp: nowSeconds() - 1 }) };
    const page = { wiki: 'me/team', path: 'Rotated', content: '# Rotated\n' };
    const written = await client.callTool({ name: 'write_page', arguments: page });
    expect(written.structuredContent).toMatchObject({ committed: true });
    expect(headerOf(agent.held as OAuthTokens).kid).not.toBe(headerOf(before).kid);
    const old = await fetch(`${site}/mcp`, {
      ...READ,
      headers: { authorization: `Bearer ${before.access_token}`, 'content-type': 'application/json' },
    });
    expect(old.status).toBe(401);
  });
});

describe('the metadata of a resource', () => {
  const metadata = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${origin}/.well-known/oauth-protected-resource${path}`, init);
    return { status: response.status, text: await response.text() };
  };

  it.each(['/mcp', '/mcp/me/team', '/api'])('at %s says what it is and who makes tokens for it', async (path) => {
    const { status, text } = await metadata(path);
    expect([status, JSON.parse(text)]).toEqual([
      200,
      {
        resource: origin + path,
        authorization_servers: [server.issuer],
        scopes_supported: ['read', 'write'],
        bearer_methods_supported: ['header'],
        resource_name: `Holt at ${new URL(origin).host}${path}`,
      },
    ]);
    // Another name of this machine is another origin to a client.
    const alias = await fetch(`http://localhost:${new URL(origin).port}/.well-known/oauth-protected-resource${path}`);
    expect(await alias.json()).toMatchObject({ resource: `http://localhost:${new URL(origin).port}${path}` });
  });

  it('does not tell whether a wiki exists', async () => {
    const [there, none] = [await metadata('/mcp/me/team'), await metadata('/mcp/me/none')];
    expect(none).toEqual({ status: 200, text: there.text.replaceAll('me/team', 'me/none') });
    const [asked, askedNone] = [await send('/mcp/me/team', undefined), await send('/mcp/me/none', undefined)];
    expect([askedNone.status, askedNone.json]).toEqual([asked.status, asked.json]);
    expect(askedNone.headers.get('www-authenticate')).toBe(challengeOf('/mcp/me/none'));
  });

  it.each(['', '/', '/mcp/', '/mcp/me', '/mcp/auth/x', '/api/wikis', '/auth', '/me/team', '/mcp/me/team/x'])(
    'is nowhere else: %s',
    async (path) => {
      expect((await metadata(path)).status).toBe(404);
    },
  );

  it('is read, not written', async () => {
    expect((await metadata('/mcp', { method: 'HEAD' })).text).toBe('');
    expect((await metadata('/mcp', { method: 'POST' })).status).toBe(405);
  });
});

describe('a token of the authorization server', () => {
  afterAll(async () => {
    expect(JSON.stringify(await holt('log', '--wiki', 'me/team'))).not.toContain('Refused');
  });

  it.each<[title: string, path: string, credential: () => Promise<string | undefined>, status: number, error: string]>([
    ['none', '/mcp', async () => undefined, 401, 'unauthorized'],
    ['one for another site', '/mcp', () => token({ aud: 'https://other.example/mcp' }), 401, 'invalid_token'],
    ['one for /mcp', '/mcp/me/team', () => token(), 401, 'invalid_token'],
    ['one for one wiki', '/mcp', () => token({ aud: `${origin}/mcp/me/team` }), 401, 'invalid_token'],
    ['one for another wiki', '/mcp/me/team', () => token({ aud: `${origin}/mcp/me/notes` }), 401, 'invalid_token'],
    ['one for the API', '/mcp', () => token({ aud: `${origin}/api` }), 401, 'invalid_token'],
    ['one for the site itself', '/mcp', () => token({ aud: origin }), 401, 'invalid_token'],
    ['one of another issuer', '/mcp', () => token({ iss: 'https://evil.example' }), 401, 'invalid_token'],
    ['one that has expired', '/mcp', () => token({ exp: nowSeconds() - 1 }), 401, 'invalid_token'],
    ['one that is not valid yet', '/mcp', () => token({ nbf: nowSeconds() + 3600 }), 401, 'invalid_token'],
    ['one without an end', '/mcp', () => token({ exp: undefined }), 401, 'invalid_token'],
    ['an ID token', '/mcp', () => token({ aud: 'holt', nonce: 'n' }, { typ: 'JWT' }), 401, 'invalid_token'],
    ['one of the type of ID tokens', '/mcp', () => token({}, { typ: 'JWT' }), 401, 'invalid_token'],
    ['one whose key nobody has', '/mcp', () => token({}, { kid: 'made-up' }), 401, 'invalid_token'],
    ['one that names no key', '/mcp', () => token({}, { kid: undefined }), 401, 'invalid_token'],
    ['one that was changed', '/mcp', async () => forge(await token(), { sub: 'bob-2' }), 401, 'invalid_token'],
    ['one that is not signed', '/mcp', async () => forge(await token(), {}, { alg: 'none' }), 401, 'invalid_token'],
    [
      'one that is signed by HS256',
      '/mcp',
      async () => forge(await token(), {}, { alg: 'HS256' }),
      401,
      'invalid_token',
    ],
    [
      'one that asks for an extension',
      '/mcp',
      async () => forge(await token(), {}, { crit: ['exp'] }),
      401,
      'invalid_token',
    ],
    ['one without a scope', '/mcp', () => token({ scope: undefined }), 403, 'insufficient_scope'],
    ['one with scopes of other things', '/mcp', () => token({ scope: 'openid email' }), 403, 'insufficient_scope'],
  ])('%s at %s is refused', async (title, path, credential, status, error) => {
    const made = await credential();
    const answer = await send(path, made && `Bearer ${made}`, WRITE);
    expect([answer.status, answer.json.error]).toEqual([status, error]);
    const challenge = answer.headers.get('www-authenticate') ?? '';
    expect(challenge).toContain(`resource_metadata="${origin}/.well-known/oauth-protected-resource${path}"`);
    expect(challenge.includes('error=')).toBe(made !== undefined);
    // Refused for what is wrong with it, and for nothing else.
    if (!title.includes('key')) expect(challenge).not.toMatch(/key/);
  });

  it('counts as Bearer only: neither as a password, nor in a cookie, nor in the URL', async () => {
    const good = await token();
    expect((await send('/mcp', `Basic ${btoa(`git:${good}`)}`)).status).toBe(401);
    const cookie = { ...READ, headers: { cookie: `__Host-holt=${good}`, origin } };
    expect((await send('/mcp', undefined, cookie)).status).toBe(401);
    const inUrl = await send(`/mcp?access_token=${good}`, undefined);
    expect([inUrl.status, inUrl.json.error]).toEqual([401, 'unauthorized']);
  });

  it('with the scope to read only reads, and is told what to ask for when it writes', async () => {
    const reading = `Bearer ${await token({ scope: 'read' })}`;
    expect((await send('/mcp', reading)).json.result?.isError).not.toBe(true);
    const refused = await send('/mcp', reading, WRITE);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      403,
      challengeOf('/mcp', ', error="insufficient_scope", error_description="The token has not the scope \'write\'."'),
    ]);
  });

  it('of somebody without a grant finds no wiki, the same as one that does not exist', async () => {
    const stranger = `Bearer ${await token({ sub: 'eve-3', email: 'eve@example.com' })}`;
    const [there, none] = await Promise.all(
      ['me/team', 'me/none'].map(async (wiki) => {
        const { status, json } = await send('/mcp', stranger, callTool('read_page', { wiki, path: 'Plan' }));
        return JSON.stringify([status, json]).replaceAll(wiki, '');
      }),
    );
    expect(there).toContain('wiki-not-found');
    expect(none).toBe(there);
  });

  it('whose address nobody verified has not the rights of that address', async () => {
    for (const email_verified of [false, undefined, 'true']) {
      const bob = await token({ sub: BOB.subject, email: BOB.email, email_verified });
      expect(JSON.stringify((await send('/mcp', `Bearer ${bob}`)).json)).toContain('wiki-not-found');
    }
  });

  it('can do what its subject may at this moment', async () => {
    const carol = `Bearer ${await token({ sub: 'carol-4', email: undefined, email_verified: undefined })}`;
    const may = async () => JSON.stringify((await send('/mcp', carol)).json).includes('By an agent.');
    expect(await may()).toBe(false);
    await holt('grant', 'sub:carol-4', '--wiki', 'me/team', '--role', 'reader');
    expect(await may()).toBe(true);
    await holt('revoke', 'sub:carol-4', '--wiki', 'me/team');
    expect(await may()).toBe(false);
  });

  it('ends with all tokens of a wiki', async () => {
    await holt('wiki', 'create', 'me/ended', '--private');
    await holt('grant', 'alice@example.com', '--wiki', 'me/ended', '--role', 'reader');
    const finds = async (iat: number) => {
      const answer = await send('/mcp', `Bearer ${await token({ iat })}`, callTool('list_pages', { wiki: 'me/ended' }));
      return !JSON.stringify(answer.json).includes('wiki-not-found');
    };
    expect(await finds(nowSeconds() - 5)).toBe(true);
    await holt('revoke', '--all-tokens', '--wiki', 'me/ended');
    expect(await finds(nowSeconds() - 5)).toBe(false);
    expect(await finds(nowSeconds() + 2)).toBe(true);
  });

  it('is good for the API, when it was made for the API', async () => {
    const good = `Bearer ${await token({ aud: `${origin}/api` })}`;
    const answer = await fetch(`${origin}/api/wikis/me/team/pages/Plan`, {
      headers: { authorization: good, accept: 'text/markdown' },
    });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('By an agent.')]);
    const refused = await send('/api/wikis/me/team/pages/Plan', `Bearer ${await token()}`, { method: 'GET' });
    expect([refused.status, refused.json.code]).toEqual([401, 'invalid-token']);
    expect(refused.headers.get('www-authenticate')).toContain(
      `resource_metadata="${origin}/.well-known/oauth-protected-resource/api"`,
    );
    const reading = `Bearer ${await token({ aud: `${origin}/api`, scope: 'read' })}`;
    const put = await send('/api/wikis/me/team/pages/Refused', reading, {
      method: 'PUT',
      body: '# Refused\n',
      headers: { 'content-type': 'text/markdown' },
    });
    expect([put.status, put.headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringContaining('error="insufficient_scope"'),
    ]);
  });

  it('makes no tokens, and reads no settings', async () => {
    const owner = { aud: `${origin}/api`, scope: 'read write manage', sub: 'dora-5', email: 'dora@example.com' };
    await holt('grant', 'dora@example.com', '--wiki', 'me/team', '--role', 'owner');
    const dora = `Bearer ${await token(owner)}`;
    const made = await send('/api/tokens', dora, {
      method: 'POST',
      body: JSON.stringify({ name: 'x', wikis: ['me/team'], scope: ['read'] }),
    });
    const settings = await send('/api/wikis/me/team', dora, { method: 'GET' });
    expect([made.status, settings.status]).toEqual([403, 403]);
  });

  it("is of no use where files are read: the edge knows Holt's own tokens only", async () => {
    const answer = await fetch(`${origin}/me/team/Plan`, { headers: { authorization: `Bearer ${await token()}` } });
    expect(answer.status).toBe(401);
  });
});

describe("Holt's own tokens", () => {
  it('are good at every resource, ask the authorization server nothing, and work while it is down', async () => {
    const own = await holt('token', '--wiki', 'me/team', '--scope', 'write');
    secrets.add(own.token);
    const before = server.requests.length;
    server.setDown(true);
    onTestFinished(() => server.setDown(false));
    for (const path of ['/mcp', '/mcp/me/team']) {
      expect((await send(path, `Bearer ${own.token}`)).json.result?.isError).not.toBe(true);
    }
    expect((await send('/api/session', `Bearer ${own.token}`, { method: 'GET' })).status).toBe(200);
    expect(server.requests.length).toBe(before);
  });
});

describe('without an authorization server', () => {
  it('there is no metadata, and no word of it', async () => {
    const alone = await startDev(['--data', join(temporaryFolder(onTestFinished), 'data')]);
    onTestFinished(async () => void (await alone.stop()));
    const site = new URL(alone.url).origin;
    expect((await fetch(`${site}/.well-known/oauth-protected-resource/mcp`)).status).toBe(404);
    const answer = await fetch(`${site}/mcp`, { ...READ, headers: { 'content-type': 'application/json' } });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="holt"']);
    const outside = await fetch(`${site}/mcp`, { ...READ, headers: { authorization: `Bearer ${await token()}` } });
    expect([outside.status, outside.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringMatching(/^Bearer realm="holt", error="invalid_token", error_description="[^"]*"$/),
    ]);
  });
});

/** A token with other claims or another header, and the old signature. */
function forge(whole: string, claims: object, header: object = {}): string {
  const [first = '', second = '', signature = ''] = whole.split('.');
  const change = (part: string, changes: object) =>
    Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(part, 'base64url').toString()), ...changes })).toString(
      'base64url',
    );
  const made = `${change(first, header)}.${change(second, claims)}.${signature}`;
  secrets.add(made);
  return made;
}
