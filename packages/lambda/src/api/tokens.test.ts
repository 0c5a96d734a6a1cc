import type { MintOptions } from '@holt/auth';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { ORIGIN, type StartedApi, startApi } from './testing/start-api.ts';

let call: StartedApi['call'];
let send: StartedApi['send'];

beforeEach(async () => {
  ({ call, send } = await startApi());
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
    expect([status, json.code]).toEqual([403, 'forbidden']);
    expect((await call('GET', '/tokens')).json.tokens).toEqual([]);
  });

  it('may be narrower than their maker', async () => {
    const as = { paths: ['Drafts'] };
    expect((await call('POST', '/tokens', { as, body: { ...wanted, paths: ['Drafts/Mine'] } })).status).toBe(201);
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
    expect((await send('POST', '/tokens', { headers }, { body })).status).toBe(403);
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
    expect((await send('GET', '/wikis', { headers })).json.wikis).toEqual([
      { wiki: 'me/notes', access: 'read', public: false, url: `${ORIGIN}/me/notes/` },
    ]);
    expect((await call('GET', '/wikis')).json.wikis[0].rules).toEqual([['Layoffs', 'owner']]);
  });
});
