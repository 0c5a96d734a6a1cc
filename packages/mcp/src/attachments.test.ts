import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { base64Of, PICTURE } from './testing/every-write.ts';
import { type Notes, startNotes } from './testing/notes.ts';
import { refusal, SITE_ORIGIN } from './testing/test-server.ts';

const MAX_BYTES = 4 * 1024 * 1024;

let notes: Notes;

beforeEach(async () => {
  notes = await startNotes();
});

const upload = (path: string, data: string, more: object = {}) =>
  notes.call('upload_attachment', { path, data, ...more });
const refused = (tool: string, input: object) => refusal(notes.agent, tool, { wiki: 'me/notes', ...input });
const blocksOf = async (path: string) => {
  const result = await notes.agent.callTool({ name: 'read_attachment', arguments: { wiki: 'me/notes', path } });
  return (result as CallToolResult).content.slice(1);
};

describe('an attachment', () => {
  it('is uploaded, listed, read and deleted', async () => {
    const uploaded = await upload('Files/dot.png', PICTURE);
    const url = `${SITE_ORIGIN}/me/notes/-/files/Files/dot.png`;
    expect(uploaded.data).toMatchObject({ path: 'Files/dot.png', url, version: expect.any(String), published: true });
    await upload('Files/table.csv', base64Of('a,b\n'));

    const { data: list, text } = await notes.call('list_attachments', { prefix: 'Files/', limit: 1 });
    expect(list).toMatchObject({
      total: 2,
      files: [{ path: 'Files/dot.png', version: uploaded.data.version, content_type: 'image/png', url }],
    });
    expect(text).toContain('Files/dot.png | image/png');
    const rest = await notes.call('list_attachments', { prefix: 'Files/', limit: 1, cursor: list.next_cursor });
    expect(rest.data).toMatchObject({ files: [{ path: 'Files/table.csv' }] });
    expect(rest.data).not.toHaveProperty('next_cursor');

    const { data: read } = await notes.call('read_attachment', { path: 'Files/dot.png' });
    expect(read).toMatchObject({
      path: 'Files/dot.png',
      version: uploaded.data.version,
      content_type: 'image/png',
      size: Buffer.from(PICTURE, 'base64').byteLength,
      url,
    });
    expect(await blocksOf('Files/dot.png')).toEqual([{ type: 'image', data: PICTURE, mimeType: 'image/png' }]);

    const base_version = read.version;
    const deleted = await notes.call('delete_attachment', { path: 'Files/dot.png', base_version });
    expect(deleted.data).toMatchObject({ path: 'Files/dot.png', previous_version: base_version, url });
    expect(deleted.data).not.toHaveProperty('version');
    expect(await refused('read_attachment', { path: 'Files/dot.png' })).toMatchObject({ code: 'file-not-found' });
    const before = await notes.call('read_attachment', { path: 'Files/dot.png', revision: uploaded.data.revision });
    expect(before.data.version).toBe(base_version);
  });

  it('of text is shown as text, set off and with its hidden characters', async () => {
    const { data } = await upload('Files/table.csv', base64Of('a,\u200bb\n'));
    const { text, data: read } = await notes.call('read_attachment', { path: 'Files/table.csv' });
    expect(read.text).toBe('a,⟦U+200B⟧b\n');
    expect(text).toContain(`----- begin file ${data.version} -----\na,⟦U+200B⟧b\n----- end`);
    expect(await blocksOf('Files/table.csv')).toEqual([]);
  });

  it('of any other type is given as a file', async () => {
    const data = Buffer.from([0, 1, 2, 255]).toString('base64');
    await upload('Files/data.bin', data);
    expect(await blocksOf('Files/data.bin')).toEqual([
      {
        type: 'resource',
        resource: {
          uri: `${SITE_ORIGIN}/me/notes/-/files/Files/data.bin`,
          mimeType: 'application/octet-stream',
          blob: data,
        },
      },
    ]);
  });

  it('that is large is told where to get', async () => {
    await upload('Files/long.txt', base64Of('x'.repeat(1024 * 1024 + 1)));
    const { text, data } = await notes.call('read_attachment', { path: 'Files/long.txt' });
    expect(data).toMatchObject({ size: 1024 * 1024 + 1 });
    expect(data).not.toHaveProperty('text');
    expect(text).toContain('get it from its URL');
    expect(await blocksOf('Files/long.txt')).toEqual([]);
  });

  it('can be deleted from no empty wiki', async () => {
    expect(await refused('delete_attachment', { path: 'Files/a.txt' })).toMatchObject({ code: 'file-not-found' });
    expect(await notes.head()).toBeUndefined();
  });
});

describe('an upload', () => {
  it('takes base64 with line breaks, of all bytes', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const lines = bytes.toString('base64').replace(/(.{76})/g, '$1\r\n');
    const { data } = await upload('Files/all.bin', `${lines}\n`);
    const wiki = await notes.server.wikis.open('me/notes');
    const file = await wiki.readAttachment('Files/all.bin');
    expect(Buffer.from(file.content).equals(bytes)).toBe(true);
    expect(file.version).toBe(data.version);
  });

  it.each([
    ['iVBORw0KGgo', '= at the end'],
    ['iVBO*w0KGgo=', '= at the end'],
    ['iVBORw0K_-8=', '= at the end'],
    // Bits that no byte has.
    ['QUJDRR==', '= at the end'],
    [`data:image/png;base64,${PICTURE}`, 'what follows its comma'],
  ])('of what is no base64 is refused with what it must be: %s', async (data, reason) => {
    const error = await refused('upload_attachment', { path: 'Files/dot.png', data });
    expect(error.code).toBe('invalid-arguments');
    expect(error.message).toContain(reason);
  });

  it('of 4 MiB goes in, and of one byte more does not', async () => {
    expect((await upload('Files/big.bin', Buffer.alloc(MAX_BYTES).toString('base64'))).isError).toBe(false);
    const data = Buffer.alloc(MAX_BYTES + 1).toString('base64');
    const error = await refused('upload_attachment', { path: 'Files/bigger.bin', data });
    expect(error).toMatchObject({ code: 'too-large', limit: MAX_BYTES, path: 'Files/bigger.bin' });
  });

  it('of what its name does not say is refused', async () => {
    const html = base64Of('<!DOCTYPE html><script>alert(1)</script>');
    expect(await refused('upload_attachment', { path: 'Files/dot.png', data: html })).toMatchObject({
      code: 'type-mismatch',
    });
  });

  it('over what is there needs its version or none, and "none" asks that nothing is there', async () => {
    const first = await upload('Files/a.txt', base64Of('one'), { base_version: 'none' });
    expect(first.isError).toBe(false);
    expect(
      await refused('upload_attachment', { path: 'Files/a.txt', data: base64Of('two'), base_version: 'none' }),
    ).toMatchObject({ code: 'conflict', current_version: first.data.version });
    const second = await upload('Files/a.txt', base64Of('two'), { base_version: first.data.version });
    expect(second.data).toMatchObject({ previous_version: first.data.version });
    const same = await upload('Files/a.txt', base64Of('two'));
    expect(same.data).toMatchObject({ unchanged: true, version: second.data.version });
  });
});
