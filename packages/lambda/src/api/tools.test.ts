import { beforeEach, describe, expect, it, test } from 'vitest';
import { type StartedApi, startApi } from './testing/start-api.ts';

const WIKI = '/wikis/me/notes';

let call: StartedApi['call'];

beforeEach(async () => {
  ({ call } = await startApi());
  await call('PUT', `${WIKI}/pages/Plan`, { raw: '# Plan\n\n## Next\n\nSleep.\n' });
  await call('PUT', `${WIKI}/pages/Log`, { raw: '# Log\n\nSee [[Plan]].\n' });
});

const textOf = async (path: string) =>
  (await call('GET', `${WIKI}/pages/${path}`, { headers: { accept: 'text/markdown' } })).bytes.toString();

describe('what changes pages', () => {
  it('edits a text', async () => {
    const body = { old_text: 'Sleep', new_text: 'Rest', message: 'Softer' };
    const { status, headers, json } = await call('PATCH', `${WIKI}/pages/Plan`, { body });
    expect([status, headers.etag]).toEqual([200, `"${json.version}"`]);
    expect(await textOf('Plan')).toContain('Rest.');
  });

  it('adds to a section, as JSON and as Markdown', async () => {
    await call('POST', `${WIKI}/sections/Plan`, { body: { where: 'append', section: 'Next', content: 'Eat.' } });
    await call('POST', `${WIKI}/sections/Log?where=append`, {
      raw: '- Slept.\n',
      headers: { 'content-type': 'text/markdown' },
    });
    expect(await textOf('Plan')).toBe('# Plan\n\n## Next\n\nSleep.\n\nEat.\n');
    expect(await textOf('Log')).toBe('# Log\n\nSee [[Plan]].\n\n- Slept.\n');
  });

  it('sets properties', async () => {
    await call('PATCH', `${WIKI}/properties/Plan`, { body: { properties: { tags: ['draft'] } } });
    expect((await call('GET', `${WIKI}/pages/Plan`)).json.properties).toEqual({ tags: ['draft'] });
    expect((await call('GET', `${WIKI}/pages?tag=draft`)).json.pages).toMatchObject([{ path: 'Plan' }]);
  });

  it('renames, deletes and restores', async () => {
    const renamed = await call('POST', `${WIKI}/renames`, { body: { path: 'Plan', new_path: 'Work/Plan' } });
    expect(renamed).toMatchObject({ status: 200, json: { path: 'Work/Plan', relinked: ['Log'] } });
    expect(await call('GET', `${WIKI}/pages/Plan`)).toMatchObject({ status: 404, json: { new_path: 'Work/Plan' } });
    const editing = await call('PATCH', `${WIKI}/pages/Plan`, { body: { old_text: 'Sleep', new_text: 'Rest' } });
    expect(editing).toMatchObject({ status: 404, json: { code: 'page-not-found', new_path: 'Work/Plan' } });
    expect((await call('DELETE', `${WIKI}/pages/Work/Plan?message=Done`)).status).toBe(200);
    const restoration = { path: 'Work/Plan', base_version: '0'.repeat(40) };
    expect((await call('POST', `${WIKI}/restorations`, { body: restoration })).status).toBe(409);
    expect((await call('POST', `${WIKI}/restorations`, { body: { path: 'Work/Plan' } })).status).toBe(200);
    expect(await textOf('Work/Plan')).toContain('Sleep.');
  });

  it('makes many changes in one commit, and takes one back', async () => {
    const changes = [
      { op: 'edit', path: 'Plan', old_text: 'Sleep', new_text: 'Rest' },
      { op: 'delete', path: 'Log' },
    ];
    const { status, json } = await call('POST', `${WIKI}/commits`, { body: { changes, message: 'Tidy' } });
    expect(status).toBe(200);
    expect((await call('GET', `${WIKI}/pages/Log`)).status).toBe(404);
    expect((await call('POST', `${WIKI}/reversions`, { body: { revision: json.revision } })).status).toBe(200);
    expect(await textOf('Plan')).toContain('Sleep.');
    expect((await call('GET', `${WIKI}/pages/Log`)).status).toBe(200);
  });

  it('with a key is done once, whether the key is quoted or not', async () => {
    const append = (key: string) =>
      call('POST', `${WIKI}/sections/Log`, {
        body: { where: 'append', content: 'x' },
        headers: { 'idempotency-key': key },
      });
    expect((await append('"8e03978e"')).json).toMatchObject({ replayed: false });
    expect((await append('8e03978e')).json).toMatchObject({ replayed: true });
    expect(await textOf('Log')).toBe('# Log\n\nSee [[Plan]].\n\nx\n');
    const other = await call('PUT', `${WIKI}/pages/Log`, { raw: 'y', headers: { 'idempotency-key': '8e03978e' } });
    expect(other).toMatchObject({ status: 422, json: { code: 'key-reused' } });
  });
});

describe('what tells of pages', () => {
  test.each<[string, string, object]>([
    ['the wikis', '/wikis', { wikis: [{ wiki: 'me/notes', access: 'read-write', rules: [] }] }],
    ['the pages', `${WIKI}/pages?limit=1`, { total: 2, pages: [{ path: 'Log' }], next_cursor: expect.anything() }],
    ['several pages', `${WIKI}/pages:batch?paths=Log&paths=Plan`, { pages: [{ path: 'Log' }, { path: 'Plan' }] }],
    ['a search', `${WIKI}/search?query=sleep`, { hits: [{ path: 'Plan' }] }],
    ['the changes', `${WIKI}/changes?limit=5`, { commits: [{ author: 'olga' }, { author: 'olga' }] }],
    ['the history of a page', `${WIKI}/history/Plan`, { commits: [{ author: 'olga' }] }],
    ['what could be tidied', `${WIKI}/survey`, { missing: [] }],
    ['the attachments', `${WIKI}/attachments`, { files: [] }],
  ])('tells %s', async (_what, path, expected) => {
    const { status, json } = await call('GET', path);
    expect(status).toBe(200);
    expect(json).toMatchObject(expected);
  });

  it('tells what a commit changed', async () => {
    const { json } = await call('GET', `${WIKI}/changes`);
    const { status, json: told } = await call('GET', `${WIKI}/diff/${json.commits[0].revision}?path=Log`);
    expect(status).toBe(200);
    expect(JSON.stringify(told)).toContain('+See [[Plan]].');
  });
});
