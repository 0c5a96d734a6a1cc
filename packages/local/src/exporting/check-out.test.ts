import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeBlob, type GitObject, hashObject, type Oid, openRepository } from '@holt/git';
import { MemoryObjectStore } from '@holt/storage';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { checkOut } from './check-out.ts';

/** As no honest writer would encode it: every name is taken. */
function rawTree(...entries: [mode: string, name: string, object: Oid | GitObject][]): GitObject {
  const content = Buffer.concat(
    entries.map(([mode, name, object]) =>
      Buffer.concat([
        Buffer.from(`${mode} ${name}\0`),
        Buffer.from(typeof object === 'string' ? object : object.oid, 'hex'),
      ]),
    ),
  );
  return { oid: hashObject('tree', content), type: 'tree', content };
}

const blob = (text: string) => encodeBlob(Buffer.from(text));
const objects = {
  text: blob('text\n'),
  evil: blob('evil\n'),
  toText: blob('docs/text.md'),
  toOutside: blob('../outside'),
  toHooks: blob('.git/hooks'),
  toNul: blob('a\0b'),
};
const { text, evil, toText, toOutside, toHooks, toNul } = objects;
const SUBMODULE = 'a'.repeat(40);
const folderOf = (name: string, object: GitObject) => rawTree(['100644', name, object]);

let parent: string;
let directory: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'holt-check-out-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  directory = join(parent, 'out');
  mkdirSync(join(directory, '.git/hooks'), { recursive: true });
  mkdirSync(join(parent, 'outside'));
});

async function checkOutTree(tree: GitObject, ...folders: GitObject[]) {
  const repository = openRepository({ store: new MemoryObjectStore(), prefix: 'git/me/notes/' });
  await repository.writeObjects([...Object.values(objects), ...folders, tree]);
  return await checkOut(repository, tree.oid, directory);
}

describe('checkOut', () => {
  it('writes files, executable files, links and an empty folder for a submodule', async () => {
    const docs = folderOf('text.md', text);
    const tree = rawTree(
      ['40000', 'docs', docs],
      ['120000', 'link', toText],
      ['100755', 'run', text],
      ['160000', 'sub', SUBMODULE],
    );
    const index = await checkOutTree(tree, docs);
    expect(readFileSync(join(directory, 'docs/text.md'), 'utf8')).toBe('text\n');
    expect(readlinkSync(join(directory, 'link'))).toBe('docs/text.md');
    expect(lstatSync(join(directory, 'run')).mode & 0o111).toBe(0o111);
    expect(lstatSync(join(directory, 'docs/text.md')).mode & 0o111).toBe(0);
    expect(readdirSync(join(directory, 'sub'))).toEqual([]);
    expect(index).toEqual([
      { path: 'docs/text.md', mode: '100644', oid: text.oid, sizeBytes: 5 },
      { path: 'run', mode: '100755', oid: text.oid, sizeBytes: 5 },
      { path: 'sub', mode: '160000', oid: SUBMODULE, sizeBytes: 0 },
      { path: 'link', mode: '120000', oid: toText.oid, sizeBytes: 12 },
    ]);
  });

  it('makes a link that leads out of the folder as git does, and writes nothing through it', async () => {
    await checkOutTree(rawTree(['120000', 'away', toOutside], ['100644', 'away.md', text]));
    expect(readlinkSync(join(directory, 'away'))).toBe('../outside');
    expect(readdirSync(join(parent, 'outside'))).toEqual([]);
  });
});

describe('checkOut refuses, and writes nothing outside of the folder or into .git, for', () => {
  const hooks = folderOf('post-checkout', evil);
  const dotGit = rawTree(['40000', 'hooks', hooks]);
  const inFolder = folderOf('evil', evil);

  it.each<[title: string, tree: GitObject, named: string]>([
    ['a folder .git', rawTree(['40000', '.git', dotGit]), '.git'],
    ['a file .git', rawTree(['100644', '.git', evil]), '.git'],
    ['.git in other case', rawTree(['40000', '.GiT', dotGit]), '.GiT'],
    ['.git as HFS+ reads it', rawTree(['40000', '.g\u200cit', dotGit]), 'folder .git'],
    ['.git as NTFS reads it', rawTree(['40000', 'git~1', dotGit]), 'git~1'],
    ['a link and a folder of one name', rawTree(['120000', 'a', toOutside], ['40000', 'a', inFolder]), 'twice'],
    ['a link to .git/hooks beside a folder', rawTree(['120000', 'a', toHooks], ['40000', 'a', hooks]), 'twice'],
    ['a link .gitmodules', rawTree(['120000', '.gitmodules', toText]), '.gitmodules'],
    ['a link with a NUL character', rawTree(['120000', 'nul', toNul]), 'nul'],
    ['a name that is too long for a file', rawTree(['100644', 'x'.repeat(300), text]), 'ENAMETOOLONG'],
  ])('%s', async (_title, tree, named) => {
    await expect(checkOutTree(tree, hooks, dotGit, inFolder)).rejects.toMatchObject({
      name: 'CommandError',
      message: expect.stringContaining(named),
    });
    expect(readdirSync(join(parent, 'outside'))).toEqual([]);
    expect(readdirSync(join(directory, '.git/hooks'))).toEqual([]);
    expect(readdirSync(parent).sort()).toEqual(['out', 'outside']);
  });

  it('..', async () => {
    // Not even the store takes it: nothing decodes such a tree.
    await expect(checkOutTree(rawTree(['100644', '..', evil]))).rejects.toMatchObject({ code: 'object-damaged' });
  });
});
