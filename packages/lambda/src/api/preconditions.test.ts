import { beforeEach, describe, expect, it, test } from 'vitest';
import { type StartedApi, startApi } from './testing/start-api.ts';

const PAGE = '/wikis/me/notes/pages/Plan';
const FILE = '/wikis/me/notes/attachments/plan.txt';
const NOWHERE = '0'.repeat(40);

let call: StartedApi['call'];
let wikis: StartedApi['wikis'];
/** The version that the writers of these tests have read. */
let read: string;
/** The one that somebody else has made of it since. */
let now: string;

beforeEach(async () => {
  ({ call, wikis } = await startApi());
  read = (await call('PUT', PAGE, { raw: 'one\n\ntwo\n\nthree\n' })).json.version;
  now = (await call('PUT', PAGE, { raw: 'ONE\n\ntwo\n\nthree\n' })).json.version;
});

const put = (headers: Record<string, string>, raw = 'one\n\ntwo\n\nTHREE\n') => call('PUT', PAGE, { raw, headers });
const textNow = async () => (await (await wikis.open('me/notes')).readPage('Plan')).content;

describe('If-Match', () => {
  it('writes what is still at that version', async () => {
    expect(await put({ 'if-match': `"${now}"` })).toMatchObject({ status: 200, json: { previous_version: now } });
    expect(await textNow()).toBe('one\n\ntwo\n\nTHREE\n');
  });

  it('refuses what has moved on, though it could be merged, and tells both texts', async () => {
    const { status, headers, json } = await put({ 'if-match': `"${read}"` });
    expect(status).toBe(412);
    expect(headers).toMatchObject({ 'content-type': 'application/problem+json', etag: `"${now}"` });
    expect(json).toMatchObject({
      status: 412,
      code: 'conflict',
      base_version: read,
      base: 'one\n\ntwo\n\nthree\n',
      current_version: now,
      theirs: 'ONE\n\ntwo\n\nthree\n',
    });
    expect(await textNow()).toBe('ONE\n\ntwo\n\nthree\n');
  });

  test.each<[string, () => string, number]>([
    ['several, one of them the present', () => `"${NOWHERE}", "${now}"`, 200],
    ['several without spaces, and empty elements', () => `,"${now}",,"${NOWHERE}"`, 200],
    ['several of the past', () => `"${read}", "${NOWHERE}"`, 412],
    ['a weak tag of the present', () => `W/"${now}"`, 412],
    ['a weak tag beside a strong one', () => `W/"${now}", "${read}"`, 412],
    ['a tag of something else', () => '"abc"', 412],
    ['an empty tag', () => '""', 412],
    ['anything', () => '*', 200],
    ['a version without quotes', () => now, 400],
    ['an open quote', () => `"${now}`, 400],
    ['nonsense', () => 'x, y', 400],
  ])('with %s', async (_what, field, status) => {
    expect((await put({ 'if-match': field() })).status).toBe(status);
    expect(await textNow()).toBe(status === 200 ? 'one\n\ntwo\n\nTHREE\n' : 'ONE\n\ntwo\n\nthree\n');
  });

  it('tells what is there when no tag could be of a version', async () => {
    expect((await put({ 'if-match': `W/"${now}"` })).json).toMatchObject({
      code: 'precondition-failed',
      current_version: now,
      theirs: 'ONE\n\ntwo\n\nthree\n',
    });
  });

  it('is not met by what is not there', async () => {
    for (const field of ['*', `"${now}"`]) {
      const headers = { 'if-match': field };
      expect((await call('PUT', '/wikis/me/notes/pages/None', { raw: '', headers })).status).toBe(412);
    }
  });

  test.each<[string, string, string, unknown]>([
    ['an edit', 'PATCH', PAGE, { old_text: 'three', new_text: '3' }],
    ['a deletion', 'DELETE', PAGE, undefined],
    ['an addition', 'POST', '/wikis/me/notes/sections/Plan', { where: 'append', content: 'four' }],
    ['properties', 'PATCH', '/wikis/me/notes/properties/Plan', { properties: { tags: ['x'] } }],
  ])('holds for %s', async (_what, method, path, body) => {
    const stale = await call(method, path, { body, headers: { 'if-match': `"${read}"` } });
    expect([stale.status, stale.json.code]).toEqual([412, 'conflict']);
    expect((await call(method, path, { body, headers: { 'if-match': `"${now}"` } })).status).toBe(200);
  });

  it('and base_version exclude each other, as one merges and the other does not', async () => {
    const headers = { 'if-match': `"${now}"` };
    expect((await call('PUT', `${PAGE}?base_version=${now}`, { raw: '', headers })).status).toBe(400);
    expect((await call('PUT', PAGE, { body: { content: '', base_version: now }, headers })).status).toBe(400);
    expect(await textNow()).toBe('ONE\n\ntwo\n\nthree\n');
  });

  it('where nothing has a version is refused, as it would protect nothing', async () => {
    const body = { path: 'Plan', new_path: 'Plan_B' };
    const { status, json } = await call('POST', '/wikis/me/notes/renames', {
      body,
      headers: { 'if-match': `"${read}"` },
    });
    expect([status, json.code]).toEqual([400, 'invalid-request']);
  });

  it('lets one of several writers in who come at the same time', async () => {
    const texts = ['a', 'b', 'c', 'd', 'e'];
    const answers = await Promise.all(texts.map((text) => put({ 'if-match': `"${now}"` }, text)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 412, 412, 412, 412]);
    expect(await textNow()).toBe(texts[statuses.indexOf(200)]);
  });

  it('does not stop the retry of a write that was in', async () => {
    const headers = { 'if-match': `"${now}"`, 'idempotency-key': 'once' };
    const first = await put(headers);
    expect(await put(headers)).toMatchObject({ status: 200, json: { replayed: true, version: first.json.version } });
  });
});

describe('base_version', () => {
  it('merges what can be, and is a 409 where it can not', async () => {
    const merged = await call('PUT', `${PAGE}?base_version=${read}`, { raw: 'one\n\ntwo\n\nTHREE\n' });
    expect(merged.json).toMatchObject({ merged: true });
    const clash = await call('PUT', `${PAGE}?base_version=${read}`, { raw: 'eins\n\ntwo\n\nthree\n' });
    expect(clash).toMatchObject({ status: 409, json: { code: 'conflict', base_version: read } });
  });
});

describe('If-None-Match', () => {
  it('* makes what is not there, and touches nothing that is', async () => {
    const headers = { 'if-none-match': '*' };
    expect((await call('PUT', '/wikis/me/notes/pages/New', { raw: '# New\n', headers })).status).toBe(201);
    expect(await put(headers)).toMatchObject({ status: 412, json: { code: 'page-exists' } });
    expect(await call('PUT', `${PAGE}?base_version=none`, { raw: '' })).toMatchObject({
      status: 409,
      json: { code: 'page-exists' },
    });
    expect(await textNow()).toBe('ONE\n\ntwo\n\nthree\n');
  });

  it('* lets one of several writers in who come at the same time', async () => {
    const make = (raw: string) => call('PUT', '/wikis/me/notes/pages/New', { raw, headers: { 'if-none-match': '*' } });
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map(make));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 412, 412, 412]);
  });

  it('of the present version writes nothing, of another it does', async () => {
    expect((await put({ 'if-none-match': `W/"${now}"` })).status).toBe(412);
    expect((await put({ 'if-none-match': `"${read}"` })).status).toBe(200);
  });

  test.each<[string, () => string, number]>([
    ['the present version', () => `"${now}"`, 304],
    ['the present version, weak', () => `W/"${now}"`, 304],
    ['one of several', () => `"x", "${now}"`, 304],
    ['anything', () => '*', 304],
    ['another version', () => `"${read}"`, 200],
  ])('with %s, of a read', async (_what, field, status) => {
    for (const accept of ['application/json', 'text/markdown']) {
      const headers = { 'if-none-match': field(), accept };
      for (const method of ['GET', 'HEAD']) {
        const answer = await call(method, PAGE, { headers });
        expect([answer.status, answer.headers.etag]).toEqual([status, `"${now}"`]);
        if (status === 304) expect(answer.bytes).toHaveLength(0);
      }
    }
  });

  it('of a read at another version than If-Match asks for is not looked at', async () => {
    const headers = { 'if-match': `"${read}"`, 'if-none-match': `"${now}"` };
    expect((await call('GET', PAGE, { headers })).status).toBe(412);
  });
});

describe('a file', () => {
  it('is replaced and removed at its version only', async () => {
    const first = await call('PUT', FILE, { raw: 'one', headers: { 'if-none-match': '*' } });
    expect(first.status).toBe(201);
    const tag = { 'if-match': first.headers.etag ?? '' };
    expect(await call('PUT', FILE, { raw: 'again', headers: { 'if-none-match': '*' } })).toMatchObject({ status: 412 });
    expect((await call('PUT', FILE, { raw: 'two', headers: tag })).status).toBe(200);
    expect(await call('PUT', FILE, { raw: 'three', headers: tag })).toMatchObject({
      status: 412,
      json: { code: 'conflict' },
    });
    expect((await call('DELETE', FILE, { headers: tag })).status).toBe(412);
    const { headers } = await call('GET', FILE);
    expect((await call('GET', FILE, { headers: { 'if-none-match': headers.etag ?? '' } })).status).toBe(304);
    expect((await call('DELETE', FILE, { headers: { 'if-match': headers.etag ?? '' } })).status).toBe(200);
    expect((await call('GET', FILE)).status).toBe(404);
  });
});
