import { MemoryObjectStore } from '@holt/storage';
import { expect, test } from 'vitest';
import { openRepository } from './repository.ts';
import { revertCommit } from './revert-commit.ts';
import { copyFromFolder } from './testing/copy-from-folder.ts';
import { createRealGit, type RealGit } from './testing/real-git.ts';

const TEN = Array.from({ length: 10 }, (_, i) => `line ${i}\n`).join('');

type Files = Record<string, string>;

function commit(git: RealGit, files: Files): string {
  git.run(['read-tree', '--empty']);
  const lines = Object.entries(files).map(([path, text]) => {
    return `100644 ${git.text(['hash-object', '-w', '--stdin'], { input: text })}\t${path}\n`;
  });
  git.run(['update-index', '--index-info'], { input: lines.join('') });
  const parents = git.text(['for-each-ref', 'refs/heads/main']) ? ['-p', 'main'] : [];
  const oid = git.text(['commit-tree', git.text(['write-tree']), ...parents], { input: 'x' });
  git.run(['update-ref', 'refs/heads/main', oid]);
  return oid;
}

const CASES: Record<string, Files[]> = {
  'the last change': [{ a: TEN }, { a: TEN.replace('4', 'X') }],
  'a change with another one after it': [{ a: TEN }, { a: `first\n${TEN}` }, { a: `first\n${TEN}last\n` }],
  'a change that another one has changed again': [{ a: 'one\n' }, { a: 'two\n' }, { a: 'three\n' }],
  'an added file': [{ a: TEN }, { a: TEN, b: 'x' }, { a: `${TEN}last\n`, b: 'x' }],
  'a deleted file': [{ a: TEN, 'docs/b': 'x' }, { a: TEN }, { a: `${TEN}last\n` }],
  'a change that was taken back already': [{ a: TEN }, { a: 'x' }, { a: TEN }],
  'a file added and changed since': [{ a: TEN }, { a: TEN, b: 'x\n' }, { a: TEN, b: 'y\n' }],
  'a file deleted and added anew since': [{ a: TEN, b: 'x\n' }, { a: TEN }, { a: TEN, b: 'y\n' }],
  'a file changed and deleted since': [{ a: TEN, b: 'x\n' }, { a: TEN, b: 'y\n' }, { a: TEN }],
  'several files at once': [
    { a: TEN, b: 'x\n', 'd/c': 'c\n' },
    { a: TEN.replace('line 2', 'X'), 'd/c': 'd\n', e: 'e\n' },
    { a: `${TEN.replace('line 2', 'X')}last\n`, 'd/c': 'd\n', e: 'e\n' },
  ],
};

test.each(Object.entries(CASES))(
  '%s is taken back as git revert does',
  async (_, [before = {}, changed = {}, after]) => {
    const git = createRealGit({ bare: false });
    commit(git, before);
    const oid = commit(git, changed);
    if (after !== undefined) commit(git, after);
    git.run(['reset', '--hard', '--quiet']);
    const store = new MemoryObjectStore();
    await copyFromFolder(store, 'git/o/w/', `${git.folder}/.git`);
    const files = await revertCommit(
      openRepository({ store, prefix: 'git/o/w/' }),
      oid,
      git.text(['rev-parse', 'main^{tree}']),
    );

    git.run(['-c', `alias.try=!git revert --no-commit --no-edit ${oid} >/dev/null 2>&1; true`, 'try']);
    const conflicts = new Set(git.text(['diff', '--name-only', '--diff-filter=U']).split('\n').filter(Boolean));
    // Only what is to be written is named.
    for (const { path, clean, content } of files) {
      if (clean) expect(content && Buffer.from(content).toString()).not.toBe((after ?? changed)[path]);
    }
    const result = new Map(Object.entries(after ?? changed));
    for (const { path, content } of files) {
      if (content === undefined) result.delete(path);
      else result.set(path, Buffer.from(content).toString());
    }
    expect(new Set(files.filter(({ clean }) => !clean).map(({ path }) => path))).toEqual(conflicts);
    for (const path of new Set([...result.keys(), ...Object.keys(before), ...Object.keys(changed)])) {
      if (conflicts.has(path)) continue;
      const shown =
        git.text(['ls-files', '--', path]) === '' ? undefined : git.run(['cat-file', 'blob', `:${path}`]).toString();
      expect([path, result.get(path)]).toEqual([path, shown]);
    }
  },
);
