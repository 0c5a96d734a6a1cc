import { revokeSubject } from '@holt/auth';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { ORIGIN, type StartedApi, startApi } from './testing/start-api.ts';

let call: StartedApi['call'];
let send: StartedApi['send'];
let mint: StartedApi['mint'];
let ring: StartedApi['ring'];
let wikis: StartedApi['wikis'];
let access: StartedApi['access'];

beforeEach(async () => {
  ({ call, send, mint, ring, wikis, access } = await startApi());
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
    const session = await mint({ subject: 'tess', wikis: ['me/notes:owner'] });
    const headers = { authorization: `Bearer ${session}` };
    await access.revokeTokens('me/notes', { subject: 'olga' });
    const { status, json } = await send(
      'POST',
      '/tokens',
      { headers },
      { body: { ...agent('me/notes:owner'), scope: ['manage'] } },
    );
    const made = { headers: { authorization: `Bearer ${json.token}` } };
    expect([status, (await send('GET', '/wikis/me/notes', made)).status]).toEqual([201, 403]);
    await revokeSubject(ring, 'tess');
    expect((await send('GET', '/session', made)).status).toBe(401);
  });

  it('makes a hundred tokens and no more', async () => {
    for (let made = 0; made < 100; made++) await call('POST', '/tokens', { body: agent('me/notes') });
    const { status, json } = await call('POST', '/tokens', { body: agent('me/notes') });
    expect([status, json.code]).toEqual([409, 'too-many-tokens']);
  });
});

describe('a session cookie', () => {
  const cookies = async () => [`__Host-holt=${await mint()}`];

  it('reads by itself, and changes things only from pages of this site', async () => {
    expect((await send('GET', '/session', { cookies: await cookies() })).status).toBe(200);
    const change = { public: true };
    for (const headers of [{}, { origin: 'null' }, { origin: 'https://evil.example' }] as Record<string, string>[]) {
      expect(
        (await send('PATCH', '/wikis/me/notes', { cookies: await cookies(), headers }, { body: change })).status,
      ).toBe(403);
    }
    expect((await wikis.info('me/notes')).public).toBe(false);
    const own = { cookies: await cookies(), headers: { origin: ORIGIN } };
    expect((await send('PATCH', '/wikis/me/notes', own, { body: change })).status).toBe(200);
  });

  it('does not count beside an Authorization header, even a bad one', async () => {
    const both = { cookies: await cookies(), headers: { authorization: 'Bearer x.y.z' } };
    expect((await send('GET', '/session', both)).status).toBe(401);
  });
});
