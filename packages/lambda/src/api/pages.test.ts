import { beforeEach, describe, expect, it, test } from 'vitest';
import { type StartedApi, startApi } from './testing/start-api.ts';

const PAGE = '/wikis/me/notes/pages/Plan';
const MARKDOWN = { accept: 'text/markdown' };

let call: StartedApi['call'];
let wikis: StartedApi['wikis'];

beforeEach(async () => {
  ({ call, wikis } = await startApi());
});

const textOf = async (path: string) => (await (await wikis.open('me/notes')).readPage(path)).content;

describe('a page, put as Markdown', () => {
  it('is made with 201, its address and its tag, and replaced with 200', async () => {
    const made = await call('PUT', PAGE, { raw: '# Plan\n' });
    expect(made).toMatchObject({
      status: 201,
      headers: { location: '/api/wikis/me/notes/pages/Plan', etag: `"${made.json.version}"` },
      json: { path: 'Plan', committed: true, published: true, url: 'https://wiki.example/me/notes/Plan' },
    });
    const replaced = await call('PUT', PAGE, { raw: '# Plan B\n' });
    expect(replaced).toMatchObject({ status: 200, json: { previous_version: made.json.version } });
    expect(replaced.headers.location).toBeUndefined();
    expect(await textOf('Plan')).toBe('# Plan B\n');
  });

  test.each([
    ['no content type', {}],
    ['text/markdown', { 'content-type': 'text/markdown' }],
    ['text/markdown with its charset', { 'content-type': 'Text/Markdown; variant=GFM; charset="UTF-8"' }],
  ])('is taken with %s', async (_what, headers) => {
    expect((await call('PUT', PAGE, { raw: '# Plan\n', headers })).status).toBe(201);
    expect(await textOf('Plan')).toBe('# Plan\n');
  });

  test.each([
    ['a byte order mark', '\ufeff# Plan\n'],
    ['line ends of any kind', '# Plan\r\nA\rB\n\n\n'],
    ['hidden characters', '# Plan\u200b\n\u202eevil\u202c \u2066x\u2069\n'],
    ['marks of hidden characters', '# Plan\n⟦U+200B⟧ and ⟦U+27E6⟧U+200B⟧\n'],
    ['no line end', '# Plan'],
    ['nothing', ''],
    ['what looks like JSON', '{"content": "# Plan"}'],
  ])('keeps %s byte for byte, there and back', async (_what, text) => {
    await call('PUT', PAGE, { raw: text });
    expect(await textOf('Plan')).toBe(text);
    const read = await call('GET', PAGE, { headers: MARKDOWN });
    expect(read.bytes.toString('hex')).toBe(Buffer.from(text).toString('hex'));
    expect(read.headers).toMatchObject({
      'content-type': 'text/markdown; charset=utf-8',
      'content-disposition': 'attachment',
      vary: 'accept',
    });
    await call('PUT', PAGE, { raw: read.bytes, headers: { 'if-match': read.headers.etag ?? '' } });
    expect(await textOf('Plan')).toBe(text);
  });

  it('gives a page whose bytes are not UTF-8, as an import brought it, byte for byte', async () => {
    const content = Buffer.from('caf\xe9\n', 'latin1');
    const wiki = await wikis.open('me/notes');
    await wiki.write({
      changes: [{ op: 'store', path: 'Plan.md', content }],
      author: { name: 'Old', email: 'old@wiki.example' },
    });
    const read = await call('GET', PAGE, { headers: MARKDOWN });
    expect(read.bytes.toString('latin1')).toBe('caf\xe9\n');
  });

  it('takes the message, the base version and the key from elsewhere', async () => {
    const { json: first } = await call('PUT', PAGE, { raw: 'one\n\ntwo\n\nthree\n' });
    await call('PUT', PAGE, { raw: 'ONE\n\ntwo\n\nthree\n' });
    const merged = await call('PUT', `${PAGE}?base_version=${first.version}&message=Change+three%3A+%C3%BC`, {
      raw: 'one\n\ntwo\n\nTHREE\n',
    });
    expect(merged).toMatchObject({ status: 200, json: { merged: true } });
    // What is there now is not what was sent, so its tag would let a writer overwrite what it never saw.
    expect(merged.headers.etag).toBeUndefined();
    expect(await textOf('Plan')).toBe('ONE\n\ntwo\n\nTHREE\n');
    const [change] = await (await wikis.open('me/notes')).history({ limit: 1 });
    expect(change).toMatchObject({ message: 'Change three: ü', author: { name: 'olga' } });
  });
});

describe('a page, put as JSON', () => {
  it('may have all that the tool takes', async () => {
    const body = { content: '# Plan\n', message: 'Begin', idempotency_key: 'k1', base_version: 'none' };
    expect((await call('PUT', PAGE, { body })).status).toBe(201);
    const again = await call('PUT', PAGE, { body });
    expect(again).toMatchObject({ status: 201, json: { replayed: true } });
  });

  test.each([
    ['the path', { content: '', path: 'Other' }, 'path'],
    ['the wiki', { content: '', wiki: 'me/other' }, 'wiki'],
    ['the query', { content: '', message: 'x' }, 'message'],
  ])('may not say again what %s says', async (_what, body, name) => {
    const { status, json } = await call('PUT', `${PAGE}?message=y`, { body });
    expect([status, json.code, json.detail]).toEqual([400, 'invalid-request', expect.stringContaining(`"${name}"`)]);
  });
});

describe('a page, read', () => {
  beforeEach(async () => {
    await call('PUT', PAGE, { raw: '# Plan\n\nHidden: \u200b\n\n## Next\n\nSleep.\n' });
  });

  it('is JSON by default, as the tool answers', async () => {
    const { status, headers, json } = await call('GET', PAGE);
    expect([status, headers['content-type'], headers.etag]).toEqual([200, 'application/json', `"${json.version}"`]);
    expect(json).toMatchObject({
      wiki: 'me/notes',
      path: 'Plan',
      title: 'Plan',
      content: expect.stringContaining('⟦U+200B⟧'),
    });
  });

  it('may be one section, and as it was', async () => {
    const section = await call('GET', `${PAGE}?section=Next`, { headers: MARKDOWN });
    expect(section.bytes.toString()).toBe('## Next\n\nSleep.\n');
    const { json } = await call('GET', PAGE);
    await call('PUT', PAGE, { raw: '# Another\n' });
    const before = await call('GET', `${PAGE}?revision=${json.revision}`);
    expect(before.json).toMatchObject({ version: json.version, title: 'Plan' });
  });

  it('is at its path with .md, and by any spelling of its characters', async () => {
    await call('PUT', '/wikis/me/notes/pages/Gr%C3%BC%C3%9Fe/%E6%97%A5%E6%9C%AC.md', { raw: '# Hi\n' });
    expect(await textOf('Grüße/日本')).toBe('# Hi\n');
    const { json } = await call('GET', '/wikis/me/notes/pages/Gr%c3%bc%c3%9fe/%E6%97%A5%E6%9C%AC');
    expect(json.path).toBe('Grüße/日本');
  });

  it('is told by HEAD as by GET, without the body', async () => {
    for (const headers of [{}, MARKDOWN]) {
      const got = await call('GET', PAGE, { headers });
      const head = await call('HEAD', PAGE, { headers });
      expect([head.status, head.headers, head.bytes.length]).toEqual([200, got.headers, 0]);
    }
    expect(await call('HEAD', '/wikis/me/notes/pages/None')).toMatchObject({ status: 404, bytes: Buffer.alloc(0) });
  });

  test.each([
    ['text/markdown', 'text/markdown; charset=utf-8'],
    ['text/*', 'text/markdown; charset=utf-8'],
    ['text/html, text/markdown;q=0.9, */*;q=0.1', 'text/markdown; charset=utf-8'],
    ['text/markdown;q=0.5, application/json', 'application/json'],
    ['*/*', 'application/json'],
    ['', 'application/json'],
    ['text/markdown;q=0, */*', 'application/json'],
  ])('for %j is %s', async (accept, type) => {
    expect((await call('GET', PAGE, { headers: { accept } })).headers['content-type']).toBe(type);
  });

  it('is no picture', async () => {
    expect(await call('GET', PAGE, { headers: { accept: 'image/png' } })).toMatchObject({
      status: 406,
      json: { code: 'not-acceptable' },
    });
  });

  it('is not there for who may not read it, as one that is not there', async () => {
    await call('PATCH', '/wikis/me/notes', { body: { rules: [['Plan', 'owner']] } });
    const as = { subject: 'eve', wikis: ['me/notes:reader'], scope: ['read'] as const };
    const hidden = await call('GET', PAGE, { as });
    const missing = await call('GET', '/wikis/me/notes/pages/None', { as });
    expect([hidden.status, hidden.json.code]).toEqual([404, 'page-not-found']);
    expect(JSON.stringify(hidden.json).replaceAll('Plan', 'None')).toBe(JSON.stringify(missing.json));
  });
});
