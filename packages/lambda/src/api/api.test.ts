import { type KeyRing, type MintOptions, mintToken, openKeyRing, revokeSubject } from '@holt/auth';
import { MemoryObjectStore, manualClock, openKeyValueStore, seededRandom } from '@holt/storage';
import { openAccessSettings, openWikis, type Wikis } from '@holt/wiki';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { createWriteHandler, type WriteHandler } from '../create-write-handler.ts';

const ORIGIN = 'https://wiki.example';
const AUDIENCE = ORIGIN;
const OWNER: MintOptions = {
  subject: 'olga',
  wikis: ['me/*:owner'],
  scope: ['read', 'write', 'manage'],
  ttlSeconds: 900,
  issuer: ORIGIN,
  audience: AUDIENCE,
};

let ring: KeyRing;
let wikis: Wikis;
let handler: WriteHandler;
let revokeTokens: (id: string) => Promise<void>;

beforeEach(async () => {
  const store = new MemoryObjectStore();
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const parts = { store, keyValues, clock: manualClock(Date.UTC(2026, 10, 21)), random: seededRandom('api') };
  ring = openKeyRing(parts);
  await ring.ensure();
  wikis = openWikis(parts);
  revokeTokens = (id) => openAccessSettings(parts).revokeTokens(id, { subject: 'olga' });
  await wikis.create('me/notes');
  await wikis.create('you/notes');
  const isSiteOwner = ({ subject }: { subject: string }) => subject === 'olga';
  handler = createWriteHandler({ ...parts, origin: ORIGIN, issuer: ORIGIN, audience: AUDIENCE, isSiteOwner });
});

interface Call {
  as?: Partial<MintOptions>;
  body?: unknown;
  headers?: Record<string, string>;
  cookies?: string[];
}

async function call(method: string, path: string, { as = {}, body, ...more }: Call = {}) {
  const token = await mintToken(ring, { ...OWNER, ...as });
  return send(method, path, { headers: { authorization: `Bearer ${token}` }, ...more }, body);
}

async function send(method: string, path: string, credentials: Omit<Call, 'as' | 'body'>, body?: unknown) {
  const result = await handler({
    version: '2.0',
    rawPath: `/api${path}`,
    rawQueryString: '',
    requestContext: { http: { method } },
    isBase64Encoded: false,
    ...credentials,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...credentials.headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: result.statusCode, headers: result.headers, json: JSON.parse(result.body) };
}

describe('settings over the API', () => {
  it('are read and changed by owners, with an audit entry each', async () => {
    const opened = await call('PATCH', '/wikis/me/notes', { body: { public: true, rules: [['Drafts', 'editor']] } });
    expect(opened).toMatchObject({
      status: 200,
      json: { wiki: 'me/notes', public: true, rules: [['Drafts', 'editor']] },
    });
    const swapped = await call('PATCH', '/wikis/me/notes', { body: { titleFirst: true } });
    expect(swapped).toMatchObject({ status: 200, json: { public: true, titleFirst: true } });
    expect(await wikis.info('me/notes')).toMatchObject({ titleFirst: true });
    await call('PATCH', '/wikis/me/notes', { body: { titleFirst: false } });
    const granted = await call('PUT', '/wikis/me/notes/grants', {
      body: { grantee: 'alice@example.com', role: 'reader' },
    });
    expect(granted.json.grants).toEqual([{ grantee: 'alice@example.com', role: 'reader' }]);
    const { json } = await call('GET', '/wikis/me/notes/audit');
    expect(json.entries.slice(0, 3).map((entry: { by: object }) => entry.by)).toEqual([
      { subject: 'olga' },
      { subject: 'olga' },
      { subject: 'olga' },
    ]);
    const revoked = await call('DELETE', '/wikis/me/notes/grants', { body: { grantee: 'alice@example.com' } });
    expect(revoked).toMatchObject({ status: 200, json: { grants: [], tokens: [] } });
  });

  it('make a wiki for who owns its name', async () => {
    expect(await call('POST', '/wikis', { body: { wiki: 'me/new' } })).toMatchObject({
      status: 201,
      json: { wiki: 'me/new', public: false },
    });
    expect((await call('POST', '/wikis', { body: { wiki: 'me/new' } })).status).toBe(409);
    expect((await call('POST', '/wikis', { body: { wiki: 'you/new' } })).status).toBe(403);
    expect((await call('POST', '/wikis', { body: { wiki: 'no slash' } })).status).toBe(400);
  });

  test.each<[string, Partial<MintOptions>]>([
    ['an editor', { wikis: ['me/notes:editor'] }],
    ['an owner whose token may not manage', { scope: ['read', 'write'] }],
    ['an owner of something else', { wikis: ['you/*:owner'] }],
    ['an owner of one path', { paths: ['Drafts'] }],
  ])('stay closed to %s, the same whether the wiki exists', async (_who, as) => {
    const answers = [
      await call('GET', '/wikis/me/notes', { as }),
      await call('PATCH', '/wikis/me/notes', { as, body: { public: true } }),
      await call('PUT', '/wikis/me/notes/grants', { as, body: { grantee: 'sub:mallory', role: 'owner' } }),
      await call('DELETE', '/wikis/me/notes/grants', { as, body: { grantee: 'sub:mallory' } }),
      await call('GET', '/wikis/me/notes/audit', { as }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    const missing = await call('GET', '/wikis/me/none', { as });
    expect([missing.status, JSON.stringify(missing.json).replaceAll('me/none', 'me/notes')]).toEqual([
      403,
      JSON.stringify(answers[0]?.json),
    ]);
    expect(await wikis.info('me/notes')).toMatchObject({ public: false, rules: [] });
  });

  test.each<[string, string, unknown]>([
    ['a member that is not known', '/wikis/me/notes', { publik: true }],
    ['a level that is not known', '/wikis/me/notes', { rules: [['Drafts', 'admin']] }],
    ['a rule for an illegal path', '/wikis/me/notes', { rules: [['../x', 'owner']] }],
    ['a rule with a space, which no path has', '/wikis/me/notes', { rules: [['My Secrets', 'owner']] }],
    ['no object', '/wikis/me/notes', 'public'],
  ])('refuse %s, naming it', async (_what, path, body) => {
    expect(await call('PATCH', path, { body })).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });
});

describe('tokens over the API', () => {
  const wanted = { name: 'Laptop', wikis: ['me/notes'], scope: ['read', 'write'] };

  it('are made, listed without their text, and ended', async () => {
    const made = await call('POST', '/tokens', { body: wanted });
    expect(made).toMatchObject({ status: 201, json: { name: 'Laptop', wikis: ['me/notes'] } });
    const { token, id } = made.json;
    const asAgent = { headers: { authorization: `Bearer ${token}` } };
    expect(await send('GET', '/session', asAgent)).toMatchObject({ status: 200, json: { subject: 'olga' } });
    const listed = await call('GET', '/tokens');
    expect(listed.json.tokens.map((one: { id: string }) => one.id)).toEqual([id]);
    expect(JSON.stringify(listed.json)).not.toContain(token);
    expect((await call('DELETE', `/tokens/${id}`, { as: { subject: 'eve' } })).status).toBe(404);
    expect((await call('DELETE', `/tokens/${id}`)).status).toBe(200);
    expect((await send('GET', '/session', asAgent)).status).toBe(401);
  });

  test.each<[string, object, Partial<MintOptions>]>([
    ['another owner', { wikis: ['you/notes'] }, {}],
    ['everything', { wikis: ['*'] }, {}],
    ['a higher role', { wikis: ['me/notes:owner'] }, { wikis: ['me/*:editor'] }],
    ['all of an owner', { wikis: ['me/*'] }, { wikis: ['me/notes:owner'] }],
    ['a right that is not held', { scope: ['write'] }, { scope: ['read', 'manage'] }],
    ['all paths', {}, { paths: ['Drafts'] }],
    ['other paths', { paths: ['Draftsmen'] }, { paths: ['Drafts'] }],
    ['anything, without the scope manage', {}, { scope: ['read', 'write'] }],
  ])('are never good for more than their maker: %s', async (_what, input, as) => {
    const { status, json } = await call('POST', '/tokens', { as, body: { ...wanted, ...input } });
    expect([status, json.error]).toEqual([403, 'forbidden']);
    expect((await call('GET', '/tokens')).json.tokens).toEqual([]);
  });

  it('may be narrower than their maker', async () => {
    const as = { paths: ['Drafts'] };
    expect((await call('POST', '/tokens', { as, body: { ...wanted, paths: ['Drafts/Mine'] } })).status).toBe(201);
  });
});

describe('what a person may do, who was removed', () => {
  const session = { subject: 'ada', email: 'ada@example.com', wikis: ['me/notes:owner'] };
  const agent = { name: 'Laptop', wikis: ['me/notes:owner'], scope: ['read', 'write'] };

  beforeEach(async () => {
    await call('PUT', '/wikis/me/notes/grants', { body: { grantee: 'ada@example.com', role: 'owner' } });
  });

  it('ends with the grant, whatever the session still says', async () => {
    expect((await call('GET', '/wikis/me/notes', { as: session })).status).toBe(200);
    await call('DELETE', '/wikis/me/notes/grants', { body: { grantee: 'ada@example.com' } });
    const again = { grantee: 'ada@example.com', role: 'owner' };
    expect((await call('PUT', '/wikis/me/notes/grants', { as: session, body: again })).status).toBe(403);
    expect((await call('POST', '/tokens', { as: session, body: agent })).status).toBe(403);
    expect((await call('GET', '/wikis/me/notes', { as: session })).status).toBe(403);
  });

  test.each<[string, 'DELETE' | 'PUT', object]>([
    ['taken away', 'DELETE', { grantee: 'Ada@Example.com' }],
    ['lowered', 'PUT', { grantee: 'ada@example.com', role: 'editor' }],
  ])('takes the tokens along when it is %s', async (_how, method, body) => {
    const made = await call('POST', '/tokens', { as: session, body: agent });
    const other = await call('POST', '/tokens', { body: agent });
    const { json } = await call(method, '/wikis/me/notes/grants', { body });
    expect(json.tokens).toEqual([made.json.id]);
    const status = async (token: string) =>
      (await send('GET', '/session', { headers: { authorization: `Bearer ${token}` } })).status;
    expect([await status(made.json.token), await status(other.json.token)]).toEqual([401, 200]);
  });
});

describe('a session', () => {
  const grant = (wiki: string, role: string) =>
    call('PUT', `/wikis/${wiki}/grants`, { as: { wikis: ['*:owner'] }, body: { grantee: 'sub:tess', role } });
  const agent = (wiki: string) => ({ name: 'Bot', wikis: [wiki], scope: ['read'] });

  it('gives no more than it says, whatever its holder is granted elsewhere: that of a mapped host is for that host', async () => {
    await grant('me/notes', 'owner');
    await grant('you/notes', 'reader');
    const as = { subject: 'tess', wikis: ['you/notes:reader'] };
    expect((await call('PATCH', '/wikis/me/notes', { as, body: { public: true } })).status).toBe(403);
    expect((await call('POST', '/tokens', { as, body: agent('me/notes:reader') })).status).toBe(403);
    expect((await call('POST', '/tokens', { as, body: agent('you/notes:reader') })).status).toBe(201);
  });

  it('of a former owner of the site gives nothing', async () => {
    const as = { subject: 'former', wikis: ['*:owner'] };
    expect((await call('POST', '/tokens', { as, body: agent('*:owner') })).status).toBe(403);
    expect((await call('PATCH', '/wikis/me/notes', { as, body: { public: true } })).status).toBe(403);
  });

  it('takes what it made along when all that was made until now is ended', async () => {
    await grant('me/notes', 'owner');
    const session = await mintToken(ring, { ...OWNER, subject: 'tess', wikis: ['me/notes:owner'] });
    const headers = { authorization: `Bearer ${session}` };
    await revokeTokens('me/notes');
    const { status, json } = await send(
      'POST',
      '/tokens',
      { headers },
      { ...agent('me/notes:owner'), scope: ['manage'] },
    );
    const made = { headers: { authorization: `Bearer ${json.token}` } };
    expect([status, (await send('GET', '/wikis/me/notes', made)).status]).toEqual([201, 403]);
    await revokeSubject(ring, 'tess');
    expect((await send('GET', '/session', made)).status).toBe(401);
  });

  it('makes a hundred tokens and no more', async () => {
    for (let made = 0; made < 100; made++) await call('POST', '/tokens', { body: agent('me/notes') });
    const { status, json } = await call('POST', '/tokens', { body: agent('me/notes') });
    expect([status, json.error]).toEqual([409, 'too_many_tokens']);
  });
});

describe("an agent's token", () => {
  const made = async (input: object) => {
    const { json } = await call('POST', '/tokens', { body: { name: 'Bot', wikis: ['me/notes:owner'], ...input } });
    return { id: json.id, headers: { authorization: `Bearer ${json.token}` } };
  };

  it('makes no other, even to manage', async () => {
    const { headers } = await made({ scope: ['read', 'manage'] });
    const body = { name: 'Child', wikis: ['me/notes:reader'], scope: ['read'] };
    expect((await send('POST', '/tokens', { headers }, body)).status).toBe(403);
  });

  it('neither tells of nor ends the others of its holder, but itself', async () => {
    const other = await made({ scope: ['read'] });
    const { id, headers } = await made({ scope: ['read'], paths: ['Drafts'] });
    expect((await send('GET', '/tokens', { headers })).status).toBe(403);
    expect((await send('DELETE', `/tokens/${other.id}`, { headers })).status).toBe(403);
    expect((await send('DELETE', `/tokens/${id}`, { headers })).status).toBe(200);
    expect((await send('GET', '/session', { headers })).status).toBe(401);
  });

  it('is told no rules that it does not manage', async () => {
    await call('PATCH', '/wikis/me/notes', { body: { rules: [['Layoffs', 'owner']] } });
    const { headers } = await made({ scope: ['read'], paths: ['Drafts'] });
    expect((await send('GET', '/wikis', { headers })).json.wikis).toEqual([{ wiki: 'me/notes', public: false }]);
    expect((await call('GET', '/wikis')).json.wikis[0].rules).toEqual([['Layoffs', 'owner']]);
  });
});

describe('a session cookie', () => {
  const cookies = async () => [`__Host-holt=${await mintToken(ring, OWNER)}`];

  it('reads by itself, and changes things only from pages of this site', async () => {
    expect((await send('GET', '/session', { cookies: await cookies() })).status).toBe(200);
    const change = { public: true };
    for (const headers of [{}, { origin: 'null' }, { origin: 'https://evil.example' }] as Record<string, string>[]) {
      expect((await send('PATCH', '/wikis/me/notes', { cookies: await cookies(), headers }, change)).status).toBe(403);
    }
    expect((await wikis.info('me/notes')).public).toBe(false);
    const own = { cookies: await cookies(), headers: { origin: ORIGIN } };
    expect((await send('PATCH', '/wikis/me/notes', own, change)).status).toBe(200);
  });

  it('does not count beside an Authorization header, even a bad one', async () => {
    const both = { cookies: await cookies(), headers: { authorization: 'Bearer x.y.z' } };
    expect((await send('GET', '/session', both)).status).toBe(401);
  });
});

test('what the API has not is told by 404 and 405', async () => {
  expect((await call('GET', '/nothing')).status).toBe(404);
  const wrong = await call('DELETE', '/session');
  expect([wrong.status, wrong.headers.allow]).toEqual([405, 'GET']);
  expect((await send('GET', '/session', {})).status).toBe(401);
});
