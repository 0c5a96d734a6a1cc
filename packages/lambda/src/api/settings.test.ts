import type { MintOptions } from '@holt/auth';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { type StartedApi, startApi } from './testing/start-api.ts';

let call: StartedApi['call'];
let wikis: StartedApi['wikis'];

beforeEach(async () => {
  ({ call, wikis } = await startApi());
});

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

  it('tell a token without the scope manage what it lacks, whether there is such a wiki or not', async () => {
    for (const wiki of ['me/notes', 'me/never', 'you/notes']) {
      const answer = await call('GET', `/wikis/${wiki}`, { as: { scope: ['read', 'write'] } });
      expect(answer, wiki).toMatchObject({ status: 403, json: { code: 'insufficient-scope' } });
    }
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
    expect(await call('PATCH', path, { body })).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  });
});
