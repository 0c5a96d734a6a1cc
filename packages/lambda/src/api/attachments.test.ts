import { beforeEach, describe, expect, it, test } from 'vitest';
import { type StartedApi, startApi } from './testing/start-api.ts';

const FILES = '/wikis/me/notes/attachments';
/** The smallest PNG that programs take as one. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let call: StartedApi['call'];

beforeEach(async () => {
  ({ call } = await startApi());
});

describe('an attachment', () => {
  test.each<[string, string, Buffer, string]>([
    ['an image', 'Files/dot.png', PNG, 'image/png'],
    ['text', 'notes.txt', Buffer.from('\ufeffplain \u200b\r\n'), 'text/plain'],
    ['text that is not UTF-8', 'latin.txt', Buffer.from([0x47, 0xfc, 0x0a]), 'text/plain'],
    ['JSON', 'data.json', Buffer.from('{"a": 1}'), 'application/json'],
    ['any bytes', 'x.bin', Buffer.from(Array.from({ length: 256 }, (_, i) => i)), 'application/octet-stream'],
    ['nothing', 'empty.txt', Buffer.alloc(0), 'text/plain'],
  ])('that is %s comes back byte for byte, whatever type it was sent as', async (_what, path, bytes, type) => {
    for (const headers of [
      {},
      { 'content-type': 'application/json' },
      { 'content-type': 'application/x-www-form-urlencoded' },
    ]) {
      expect((await call('PUT', `${FILES}/${path}`, { raw: bytes, headers })).status).toBeLessThan(300);
    }
    const read = await call('GET', `${FILES}/${path}`);
    expect(read.bytes.toString('hex')).toBe(bytes.toString('hex'));
    expect(read.headers['content-type']).toContain(type);
  });

  it('is made with 201, replaced with 200, and listed', async () => {
    const made = await call('PUT', `${FILES}/Files/dot.png`, { raw: PNG });
    expect([made.status, made.headers.location]).toEqual([201, `/api${FILES}/Files/dot.png`]);
    const other = Buffer.concat([PNG, Buffer.from('x')]);
    expect((await call('PUT', `${FILES}/Files/dot.png`, { raw: other })).status).toBe(200);
    expect((await call('PUT', `${FILES}/Files/dot.png`, { raw: other })).json).toMatchObject({ unchanged: true });
    const { json } = await call('GET', `${FILES}?prefix=Files/`);
    expect(json.files).toMatchObject([{ path: 'Files/dot.png' }]);
  });

  it('of 4 MiB is taken and given, and one of a byte more is refused', async () => {
    const large = Buffer.alloc(4 * 1024 * 1024, 'x');
    expect((await call('PUT', `${FILES}/large.txt`, { raw: large })).status).toBe(201);
    expect((await call('GET', `${FILES}/large.txt`)).bytes.equals(large)).toBe(true);
    const larger = Buffer.alloc(large.length + 1, 'x');
    expect(await call('PUT', `${FILES}/larger.txt`, { raw: larger })).toMatchObject({
      status: 413,
      json: { code: 'too-large' },
    });
  });

  it('is never run as this site', async () => {
    await call('PUT', `${FILES}/page.html`, { raw: '<script>alert(1)</script>' });
    expect((await call('GET', `${FILES}/page.html`)).headers).toMatchObject({
      'content-disposition': 'attachment',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
  });

  it('of another type than its name says is refused', async () => {
    expect(await call('PUT', `${FILES}/dot.png`, { raw: 'PK\x03\x04zip' })).toMatchObject({
      status: 415,
      json: { code: 'type-mismatch' },
    });
  });

  it('is not there for who may not read its path', async () => {
    await call('PUT', `${FILES}/Secret/dot.png`, { raw: PNG });
    await call('PATCH', '/wikis/me/notes', { body: { rules: [['Secret', 'owner']] } });
    const as = { subject: 'eve', wikis: ['me/notes:editor'] };
    expect(await call('GET', `${FILES}/Secret/dot.png`, { as })).toMatchObject({
      status: 404,
      json: { code: 'file-not-found' },
    });
    expect((await call('GET', FILES, { as })).json.files).toEqual([]);
    expect((await call('DELETE', `${FILES}/Secret/dot.png`, { as })).status).toBe(403);
  });
});
