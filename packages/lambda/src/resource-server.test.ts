import { type KeyRing, mintToken, openKeyRing, revokeSubject } from '@holt/auth';
import { type FalseIssuer, signToken, startFalseIssuer } from '@holt/auth/testing';
import { hostKey } from '@holt/edge';
import {
  type KeyValueStore,
  type ManualClock,
  MemoryObjectStore,
  manualClock,
  openKeyValueStore,
  seededRandom,
} from '@holt/storage';
import { openAccessSettings, openWikis } from '@holt/wiki';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWriteHandler, type WriteHandler } from './create-write-handler.ts';

const START_SECONDS = Date.UTC(2026, 10, 21) / 1000;
const MAIN = 'wiki.example';
const AUDIENCE = 'https://wiki.example';
const WELL_KNOWN = '/.well-known/oauth-protected-resource';
const BY = { subject: 'test' };

let server: FalseIssuer;
let key: Awaited<ReturnType<FalseIssuer['makeKey']>>;
let clock: ManualClock;
let keyValues: KeyValueStore;
let ring: KeyRing;
let handler: WriteHandler;
let logged: string[];

beforeEach(async () => {
  server = await startFalseIssuer();
  key = await server.makeKey('first');
  server.keys = [key.jwk];
  const store = new MemoryObjectStore();
  clock = manualClock(START_SECONDS * 1000);
  keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  await keyValues.update({ put: { [hostKey('notes.example')]: 'me/notes', [hostKey('team.example')]: 'team' } });
  const parts = { store, keyValues, clock, random: seededRandom('resource server') };
  ring = openKeyRing(parts);
  await ring.ensure();
  const wikis = openWikis(parts);
  const access = openAccessSettings(parts);
  for (const id of ['me/notes', 'team/one', 'team/two']) {
    const wiki = await wikis.create(id);
    await wiki.write({
      author: { name: 'Me', email: 'me@example.com' },
      message: 'Begin',
      changes: [{ op: 'put', path: 'Home', content: `# Home of ${id}\n` }],
    });
    await access.grant(id, 'alice@example.com', 'editor', BY);
  }
  await wikis.create('you/open', { public: true });
  logged = [];
  handler = createWriteHandler({
    ...parts,
    origin: `https://${MAIN}`,
    issuer: AUDIENCE,
    audience: AUDIENCE,
    authorizationServer: { issuer: server.issuer },
    isSiteOwner: ({ subject }) => subject === 'root-1',
    log: (message) => logged.push(message),
  });
});
afterEach(() => server.close());

async function token(aud: string, claims: Readonly<Record<string, unknown>> = {}) {
  const person = { sub: 'alice-1', email: 'alice@example.com', email_verified: true };
  const times = { iat: START_SECONDS, exp: START_SECONDS + 3600 };
  return signToken(key, { iss: server.issuer, aud, ...person, ...times, scope: 'read write', ...claims });
}

const ownToken = (wikis: string[]) =>
  mintToken(ring, {
    subject: 'me',
    wikis,
    scope: ['read', 'write'],
    ttlSeconds: 900,
    issuer: AUDIENCE,
    audience: AUDIENCE,
  });

async function send(host: string, path: string, credential?: string, call?: [name: string, args: object], more = {}) {
  const [name, args] = call ?? ['list_wikis', {}];
  const isPost = path.startsWith('/mcp');
  const result = await handler({
    version: '2.0',
    rawPath: path,
    rawQueryString: '',
    headers: {
      host,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
      ...more,
    },
    requestContext: { http: { method: isPost ? 'POST' : 'GET' } },
    ...(isPost
      ? { body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }) }
      : {}),
    isBase64Encoded: false,
  });
  return { ...result, json: result.body === '' ? undefined : JSON.parse(result.body) };
}

const wikisIn = (body: string) => ['me/notes', 'team/one', 'team/two', 'you/open'].filter((id) => body.includes(id));

describe('on a host of one wiki', () => {
  it('agents find its resource, and a token for it is good for that wiki alone', async () => {
    const { json: metadata } = await send('notes.example', `${WELL_KNOWN}/mcp`);
    expect(metadata).toMatchObject({
      resource: 'https://notes.example/mcp',
      authorization_servers: [server.issuer],
    });
    const refused = await send('notes.example', '/mcp');
    expect([refused.statusCode, refused.headers['www-authenticate']]).toEqual([
      401,
      `Bearer realm="holt", scope="read write", resource_metadata="https://notes.example${WELL_KNOWN}/mcp"`,
    ]);
    const good = await token(metadata.resource);
    const written = await send('notes.example', '/mcp', good, ['write_page', { path: 'New', content: '# New\n' }]);
    expect(written.json.result.structuredContent).toMatchObject({
      committed: true,
      url: 'https://notes.example/me/notes/New',
    });
    expect(wikisIn((await send('notes.example', '/mcp', good, ['list_wikis', {}])).body)).toEqual(['me/notes']);
  });

  it('serves no other', async () => {
    for (const path of [
      '/mcp/team/one',
      '/mcp/you/open',
      `${WELL_KNOWN}/mcp/team/one`,
      `${WELL_KNOWN}/api`,
      '/api/session',
    ]) {
      const good = await token(`https://notes.example${path}`);
      expect((await send('notes.example', path, good)).statusCode, path).toBe(404);
    }
    const own = await ownToken(['*:owner']);
    expect((await send('notes.example', '/mcp/team/one', own)).statusCode).toBe(404);
    expect((await send('notes.example', '/mcp/me/notes', own)).statusCode).toBe(200);
  });
});

describe('on a host of an owner', () => {
  it("agents reach that owner's wikis and no others, not even public ones", async () => {
    for (const good of [await token('https://team.example/mcp'), await ownToken(['*:owner'])]) {
      expect(wikisIn((await send('team.example', '/mcp', good)).body)).toEqual(['team/one', 'team/two']);
      for (const wiki of ['me/notes', 'you/open', 'you/none']) {
        const read = await send('team.example', '/mcp', good, ['read_page', { wiki, path: 'Home' }]);
        expect(read.body, wiki).toContain('wiki-not-found');
      }
    }
    const one = await token('https://team.example/mcp/team/one');
    expect((await send('team.example', '/mcp/team/one', one)).statusCode).toBe(200);
    expect((await send('team.example', '/mcp/me/notes', one)).statusCode).toBe(404);
  });

  it('the owner of the site is no more than its owner', async () => {
    const root = await token('https://team.example/mcp', { sub: 'root-1', email: undefined });
    expect(wikisIn((await send('team.example', '/mcp', root)).body)).toEqual(['team/one', 'team/two']);
    const main = await token('https://wiki.example/mcp', { sub: 'root-1', email: undefined });
    expect(wikisIn((await send(MAIN, '/mcp', main)).body)).toEqual(['me/notes', 'team/one', 'team/two', 'you/open']);
  });
});

describe('a host that is mapped anew', () => {
  it('serves what it is mapped to now, and the old no more', async () => {
    const good = await token('https://team.example/mcp');
    expect(wikisIn((await send('team.example', '/mcp', good)).body)).toEqual(['team/one', 'team/two']);
    await keyValues.update({ put: { [hostKey('team.example')]: 'me' } });
    expect(wikisIn((await send('team.example', '/mcp', good)).body)).toEqual(['me/notes']);
    await keyValues.update({ delete: [hostKey('team.example')] });
    expect((await send('team.example', '/mcp', good)).statusCode).toBe(421);
  });
});

describe('a token for one host', () => {
  it.each([
    ['https://wiki.example/mcp', 'notes.example'],
    ['https://notes.example/mcp', MAIN],
    ['https://notes.example/mcp', 'team.example'],
    ['http://notes.example/mcp', 'notes.example'],
  ])('%s is not good at %s', async (aud, host) => {
    expect((await send(host, '/mcp', await token(aud))).statusCode).toBe(401);
  });

  it('is told by the Host of the request alone', async () => {
    const good = await token('https://notes.example/mcp');
    for (const name of ['x-forwarded-host', 'forwarded', 'x-host', 'x-original-host']) {
      const answer = await send(MAIN, '/mcp', good, undefined, { [name]: 'notes.example' });
      expect(answer.statusCode, name).toBe(401);
    }
  });
});

describe('hosts', () => {
  it.each(['evil.example', 'notes.example.evil.example', 'notes.example:8443', 'notes.example.', '', 'a b'])(
    'that are not of this site get nothing: "%s"',
    async (host) => {
      for (const path of ['/mcp', `${WELL_KNOWN}/mcp`, '/api/session']) {
        expect((await send(host, path, await ownToken(['*']))).statusCode, path).toBe(421);
      }
    },
  );

  it('have one spelling', async () => {
    const { json } = await send('NOTES.example:443', `${WELL_KNOWN}/mcp`);
    expect(json.resource).toBe('https://notes.example/mcp');
  });

  it('take calls of their own pages only', async () => {
    const good = await token('https://notes.example/mcp');
    const from = (origin: string) => send('notes.example', '/mcp', good, undefined, { origin });
    expect((await from('https://notes.example')).statusCode).toBe(200);
    expect((await from(`https://${MAIN}`)).statusCode).toBe(403);
    expect((await from('https://team.example')).statusCode).toBe(403);
  });
});

describe('while the authorization server is silent', () => {
  it('its tokens are told to come back, and are not let in; those of Holt go on', async () => {
    server.trouble = 'error';
    const good = await token('https://wiki.example/mcp');
    const answer = await send(MAIN, '/mcp', good);
    expect([answer.statusCode, answer.headers['retry-after'], answer.json.error]).toEqual([503, '5', 'unavailable']);
    expect(answer.headers['www-authenticate']).toBeUndefined();
    expect(logged).toEqual([expect.stringContaining('status 500')]);
    for (const part of good.split('.')) expect(logged.join()).not.toContain(part);
    expect((await send(MAIN, '/mcp', await ownToken(['me/notes']))).statusCode).toBe(200);
    const { statusCode, headers, json } = await send(MAIN, '/api/session', await token('https://wiki.example/api'));
    expect([statusCode, headers['retry-after'], json.code]).toEqual([503, '5', 'unavailable']);
  });
});

describe('a subject whose tokens were revoked', () => {
  it('needs another', async () => {
    const good = await token('https://wiki.example/mcp');
    expect((await send(MAIN, '/mcp', good)).statusCode).toBe(200);
    await revokeSubject(ring, 'alice-1');
    const answer = await send(MAIN, '/mcp', good);
    expect([answer.statusCode, answer.json.error]).toEqual([401, 'invalid_token']);
  });
});

describe('a token that says it is for a subject of Holt', () => {
  it('is for the one of the authorization server: with the grants of that subject, and no more', async () => {
    // A token of Holt's for the same subject has its roles in itself.
    expect(wikisIn((await send(MAIN, '/mcp', await ownToken(['me/notes']))).body)).toContain('me/notes');
    const same = await token('https://wiki.example/mcp', { sub: 'me', email: undefined });
    expect(wikisIn((await send(MAIN, '/mcp', same)).body)).toEqual(['you/open']);
  });
});
