import { MemoryObjectStore } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { checkFileType } from './check-file-type.ts';
import type { PageChange } from './page-change.ts';
import { AUTHOR, openTestWikis } from './testing/test-wiki.ts';

const store = (path: string, content: Uint8Array | null): PageChange => ({ op: 'store', path, content });
const bytes = (...values: number[]) => Uint8Array.from(values);
const text = (value: string) => new TextEncoder().encode(value);

async function makeWiki() {
  const wiki = await openTestWikis(new MemoryObjectStore()).create('me/notes');
  const first = await wiki.write({
    changes: [
      store('img/a b.png', bytes(1, 2, 3)),
      store('data.bin', bytes(4)),
      { op: 'put', path: 'Page', content: 'p' },
    ],
    author: AUTHOR,
  });
  await wiki.write({
    changes: [{ op: 'move', path: 'Page', newPath: 'Other' }, store('z.csv', text('a,b'))],
    author: AUTHOR,
  });
  return { wiki, first: first.revision };
}

describe('attachments', () => {
  it('are listed by the path of their URL with type and size; pages and redirects are none', async () => {
    const { wiki } = await makeWiki();
    const list = await wiki.listAttachments();
    expect(list.files.map(({ path, contentType, size }) => [path, contentType, size])).toEqual([
      ['data.bin', 'application/octet-stream', 1],
      ['img/a_b.png', 'image/png', 3],
      ['z.csv', 'text/csv; charset=utf-8', 3],
    ]);
    expect(list).toMatchObject({ total: 3 });
    expect(list).not.toHaveProperty('next');
    const part = await wiki.listAttachments({ limit: 1, startAfter: 'data.bin' });
    expect(part).toMatchObject({ total: 3, next: 'img/a_b.png' });
    expect((await wiki.listAttachments({ prefix: 'img/' })).total).toBe(1);
  });

  it('are read as of HEAD, or of a revision', async () => {
    const { wiki, first } = await makeWiki();
    const file = await wiki.readAttachment('img/a_b.png');
    expect(file).toMatchObject({
      path: 'img/a_b.png',
      contentType: 'image/png',
      url: '/me/notes/-/files/img/a_b.png',
      version: (await wiki.listAttachments()).files[1]?.version,
    });
    expect([...file.content]).toEqual([1, 2, 3]);
    await wiki.write({ changes: [store('img/a b.png', null)], author: AUTHOR });
    await expect(wiki.readAttachment('img/a_b.png')).rejects.toMatchObject({ code: 'file-not-found' });
    expect((await wiki.readAttachment('img/a_b.png', { revision: first })).revision).toBe(first);
  });

  it.each([
    ['never.png', 'file-not-found'],
    ['_redirects', 'file-not-found'],
    ['../x', 'invalid-path'],
    ['Other.md', 'invalid-path'],
  ])('%s can not be read: %s', async (path, code) => {
    const { wiki } = await makeWiki();
    await expect(wiki.readAttachment(path)).rejects.toMatchObject({ code });
  });
});

const PNG = bytes(
  0x89,
  0x50,
  0x4e,
  0x47,
  0x0d,
  0x0a,
  0x1a,
  0x0a,
  0,
  0,
  0,
  13,
  0x49,
  0x48,
  0x44,
  0x52,
  0,
  0,
  0,
  1,
  0,
  0,
  0,
  1,
  8,
  6,
  0,
  0,
  0,
);
const ZIP = bytes(0x50, 0x4b, 0x05, 0x06, ...new Array<number>(18).fill(0));
const ELF = bytes(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, ...new Array<number>(64).fill(0));
const EXE = bytes(0x4d, 0x5a, ...new Array<number>(64).fill(0));
const GIF = text('GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000');
const PDF = text('%PDF-1.7\n%some\n');

describe('the type of a file', () => {
  it.each([
    ['a.png', PNG],
    ['a.PNG', PNG],
    ['a.apng', PNG],
    ['a.pdf', PDF],
    ['a.zip', ZIP],
    ['a.docx', ZIP],
    ['a.txt', text('<html><body>shown as text')],
    ['a.txt', PNG],
    ['a.csv', text('a,b')],
    ['a.unknown', PNG],
    ['noextension', text('x')],
    ['a.png', bytes()],
    ['a.png', bytes(1, 2, 3)],
    ['a.svg', text('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><style>a{}</style></svg>')],
    ['a.svg', text('<!-- made by hand --><svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a.json', text('{}')],
  ])('may be that of %s', async (path, content) => {
    await expect(checkFileType(path, content)).resolves.toBeUndefined();
  });

  it.each([
    ['a.png', text('<!DOCTYPE html><script>'), 'text/html'],
    ['a.png', text('\ufeff \n<script>alert(1)</script>'), 'text/html'],
    ['a.pdf', text('<html >'), 'text/html'],
    ['a.mp4', text('<body >'), 'text/html'],
    ['a.svg', text('<!doctype html ><svg>'), 'text/html'],
    ['a.png', ZIP, 'application/zip'],
    ['a.jpg', PNG, 'image/png'],
    ['a.png', GIF, 'image/gif'],
    ['a.pdf', PNG, 'image/png'],
    ['a.svg', PNG, 'image/png'],
    ['a.zip', PDF, 'application/pdf'],
    ['a.txt', ELF, 'application/x-elf'],
    ['a.png', EXE, 'application/x-msdownload'],
    ['tool', ELF, 'application/x-elf'],
  ])('must not be another than %s says', async (path, content, found) => {
    await expect(checkFileType(path, content)).rejects.toMatchObject({
      code: 'type-mismatch',
      data: { path, found },
      message: expect.stringContaining('Nothing was changed'),
    });
  });
});
