import { MemoryObjectStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { expect, test } from 'vitest';
import { blame } from './blame.ts';
import { countCommits } from './count-commits.ts';
import { type LogPathOptions, logPath, type PathChange } from './log-path.ts';
import { openRepository, type Repository } from './repository.ts';
import { similarity } from './similarity.ts';
import { copyFromFolder } from './testing/copy-from-folder.ts';
import { createGenerator, type Generator } from './testing/generator.ts';
import { createRealGit, type RealGit } from './testing/real-git.ts';
import { COMMIT, childOf } from './testing/sample-objects.ts';

const PREFIX = 'git/o/w/';
const FOLLOW = ['log', '--first-parent', '--follow', '--format=%H'];

interface Step {
  files: Record<string, string | undefined>;
  merge?: number;
}

/** A repository of commits that each set some files; `undefined` deletes one. */
async function historyOf(steps: readonly Step[]) {
  const git = createRealGit();
  const stream: string[] = [];
  for (const [i, { files, merge }] of steps.entries()) {
    stream.push(
      'commit refs/heads/main',
      `mark :${i + 1}`,
      `committer Ada <ada@example.org> ${1_700_000_000 + i * 60} +0000`,
    );
    stream.push(
      'data 5',
      `Edit `,
      ...(i > 0 ? [`from :${i}`] : []),
      ...(merge === undefined ? [] : [`merge :${merge + 1}`]),
    );
    for (const [path, text] of Object.entries(files)) {
      if (text === undefined) stream.push(`D ${JSON.stringify(path)}`);
      else stream.push(`M 100644 inline ${JSON.stringify(path)}`, `data ${Buffer.byteLength(text)}`, text);
    }
    stream.push('');
  }
  git.run(['fast-import', '--quiet'], { input: stream.join('\n') });
  git.run(['repack', '-adfq']);
  git.run(['update-server-info']);
  const store = countingStore(new MemoryObjectStore());
  await copyFromFolder(store, PREFIX, git.folder);
  store.reset();
  return { git, store, repository: openRepository({ store, prefix: PREFIX }), head: git.text(['rev-parse', 'main']) };
}

async function changesOf(repository: Repository, head: string, path: string, options?: LogPathOptions) {
  const changes: PathChange[] = [];
  for await (const change of logPath(repository, head, path, options)) changes.push(change);
  return changes;
}

const log = (git: RealGit, path: string, argv = FOLLOW) =>
  git
    .text([...argv, 'main', '--', path])
    .split('\n')
    .filter(Boolean);

/** Steps that add, change, move and delete pages. */
function generateSteps(generator: Generator, count: number): { steps: Step[]; paths: string[] } {
  const pages = new Map<string, string[]>();
  const paths = new Set<string>();
  const steps: Step[] = [];
  const line = () => `line ${generator.integer(1e9)} ${'x'.repeat(generator.integer(30))}`;
  for (let i = 0; i < count; i++) {
    const files: Step['files'] = {};
    const action = generator.integer(10);
    const existing = [...pages.keys()];
    const path = existing.length > 0 ? generator.pick(existing) : '';
    const text = [...(pages.get(path) ?? [])];
    if (existing.length < 4 || action === 0) {
      const added = `${generator.pick(['', 'docs/', 'docs/deep/'])}page-${generator.integer(8)}.md`;
      if (pages.has(added)) continue;
      pages.set(added, Array.from({ length: 8 + generator.integer(10) }, line));
      files[added] = pages.get(added)?.join('\n');
    } else if (action === 1) {
      pages.delete(path);
      files[path] = undefined;
    } else {
      for (let edits = 1 + generator.integer(3); edits > 0; edits--) {
        if (action !== 2) text.splice(generator.integer(text.length), generator.integer(2), line());
      }
      const moved = action <= 4 ? `${generator.pick(['', 'docs/', 'other/'])}moved-${i}.md` : path;
      pages.delete(path);
      pages.set(moved, text);
      if (moved !== path) files[path] = undefined;
      files[moved] = text.join('\n') + (generator.integer(2) === 0 ? '\n' : '');
    }
    for (const path of Object.keys(files)) paths.add(path);
    steps.push({ files });
  }
  return { steps, paths: [...paths] };
}

test.each([1, 2, 3])(
  'generated histories of every path are logged as git log --follow does (seed %i)',
  async (seed) => {
    const { steps, paths } = generateSteps(createGenerator(`log ${seed}`), 80);
    const { git, repository, head } = await historyOf(steps);
    let renames = 0;
    for (const path of paths) {
      const changes = await changesOf(repository, head, path);
      expect(changes.map(({ commit }) => commit.oid)).toEqual(log(git, path));
      renames += changes.filter(({ kind }) => kind === 'renamed').length;
      const plain = await changesOf(repository, head, path, { followRenames: false });
      expect(plain.map(({ commit }) => commit.oid)).toEqual(log(git, path, ['log', '--first-parent', '--format=%H']));
    }
    expect(renames).toBeGreaterThan(5);
  },
);

test.each([1, 2, 3])('generated histories are blamed as git blame does (seed %i)', async (seed) => {
  const { steps } = generateSteps(createGenerator(`blame ${seed}`), 80);
  const { git, repository, head } = await historyOf(steps);
  const files = git.text(['ls-tree', '-r', '--name-only', 'main']).split('\n');
  expect(files.length).toBeGreaterThan(3);
  for (const path of files) {
    const porcelain = git
      .run(['blame', '--first-parent', '--no-indent-heuristic', '--line-porcelain', 'main', '--', path])
      .toString();
    const expected = [...porcelain.matchAll(/^([0-9a-f]{40}) \d+ \d+.*\n(?:[a-z].*\n)*?filename (.*)\n\t(.*)$/gm)];
    const lines = await blame(repository, head, path);
    expect(
      lines.map(({ text, change }) => [change.commit.oid, change.path, Buffer.from(text).toString().trimEnd()]),
    ).toEqual(expected.map(([, oid, filename, text]) => [oid, filename, text?.trimEnd()]));
    expect(Buffer.concat(lines.map(({ text }) => text))).toEqual(git.run(['cat-file', 'blob', `main:${path}`]));
  }
});

const PAGE = Array.from({ length: 10 }, (_, i) => `line ${i} of the page\n`).join('');

test('a change tells what became of the file', async () => {
  const { repository, head, git } = await historyOf([
    { files: { 'a.md': PAGE } },
    { files: { 'other.md': 'x\n' } },
    { files: { 'a.md': PAGE.replace('line 3', 'LINE 3') } },
    { files: { 'a.md': undefined, 'docs/b.md': PAGE } },
    { files: { 'docs/b.md': undefined } },
    { files: { 'docs/b.md': 'new life\n' } },
  ]);
  const changes = await changesOf(repository, head, 'docs/b.md');
  expect(changes.map(({ kind, path, from }) => [kind, path, from])).toEqual([
    ['added', 'docs/b.md', undefined],
    ['deleted', 'docs/b.md', undefined],
    ['renamed', 'docs/b.md', 'a.md'],
    ['modified', 'a.md', undefined],
    ['added', 'a.md', undefined],
  ]);
  expect(changes[3]?.oid).toBe(git.text(['rev-parse', 'main~3:a.md']));
  expect(changes[1]?.oid).toBeUndefined();
  expect(await changesOf(repository, head, 'docs/b.md', { limit: 2 })).toEqual(changes.slice(0, 2));
  expect(await changesOf(repository, head, 'none.md')).toEqual([]);
  expect(await changesOf(repository, head, 'docs')).toEqual([]);
  expect((await changesOf(repository, head, 'docs/b.md', { followRenames: false })).length).toBe(3);
});

test('of several files that went the one most alike is the one that was moved, then the one of the same name', async () => {
  const { repository, head, git } = await historyOf([
    { files: { 'a.md': `${PAGE}a\n`, 'b.md': PAGE, 'x/c.md': PAGE, 'd.md': 'something else\n' } },
    { files: { 'a.md': undefined, 'b.md': undefined, 'x/c.md': undefined, 'd.md': undefined, 'y/c.md': PAGE } },
  ]);
  expect((await changesOf(repository, head, 'y/c.md')).map(({ from }) => from)).toEqual(['x/c.md', undefined]);
  expect(log(git, 'y/c.md')).toHaveLength(2);
});

test('a link that goes and a file that comes are two', async () => {
  const git = createRealGit();
  const [blob = ''] = [git.text(['hash-object', '-w', '--stdin'], { input: 'target of a link' })];
  const link = git.text(['mktree'], { input: `120000 blob ${blob}\ta\n` });
  const file = git.text(['mktree'], { input: `100644 blob ${blob}\tb\n` });
  const first = git.text(['commit-tree', link], { input: '1' });
  git.run(['update-ref', 'refs/heads/main', git.text(['commit-tree', file, '-p', first], { input: '2' })]);
  const store = new MemoryObjectStore();
  await copyFromFolder(store, PREFIX, git.folder);
  const repository = openRepository({ store, prefix: PREFIX });
  const head = git.text(['rev-parse', 'main']);
  expect((await changesOf(repository, head, 'b')).map(({ commit }) => commit.oid)).toEqual(log(git, 'b'));
});

test('commits are read only as far as they are asked for', async () => {
  const { repository, head, store } = await historyOf([
    { files: { 'a.md': PAGE } },
    ...Array.from({ length: 30 }, (_, i) => ({ files: { 'a.md': `${PAGE}${i}\n` } })),
  ]);
  const read = store.requests.filter(({ key }) => /[0-9a-f]{38}$/.test(key)).length;
  expect(await changesOf(repository, head, 'a.md', { limit: 1 })).toHaveLength(1);
  expect(store.requests.filter(({ key }) => /[0-9a-f]{38}$/.test(key)).length - read).toBeLessThan(8);
});

test.each<[string, string[]]>([
  ['no newline at the end, then one', ['a\nb', 'a\nb\n', 'a\nb\nc']],
  ['empty lines', ['\n\n\n', '\n\nx\n\n']],
  ['an empty file filled', ['', 'a\n']],
  ['a file emptied', ['a\n', '']],
  ['line ends of Windows', ['a\r\nb\r\n', 'a\r\nB\r\n']],
  ['what looks like the output of blame', ['1234567890 (a 1) x\n', '1234567890 (a 1) x\n\x00y\n']],
  ['the same lines again and again', ['a\na\na\n', 'a\na\nb\na\n', 'a\na\na\nb\na\na\n']],
])('blame of %s is that of git', async (_, versions) => {
  const { git, repository, head } = await historyOf(versions.map((text) => ({ files: { 'a.md': text } })));
  const expected = git.text(['blame', '-s', '-l', '--root', '--no-indent-heuristic', 'main', '--', 'a.md']);
  const lines = await blame(repository, head, 'a.md');
  expect(lines.map(({ change }) => change.commit.oid)).toEqual(
    [...expected.matchAll(/^[0-9a-f]{40}/gm)].map(([oid]) => oid),
  );
});

test('a file that is not there has no lines, and lines begin with the last life of a file', async () => {
  const { repository, head } = await historyOf([
    { files: { 'a.md': 'one\ntwo\n' } },
    { files: { 'a.md': undefined, 'b.md': 'quite another\n' } },
    { files: { 'a.md': 'one\ntwo\nthree\n' } },
  ]);
  expect(await blame(repository, head, 'none.md')).toEqual([]);
  const lines = await blame(repository, head, 'a.md');
  expect(lines.map(({ change }) => change.commit.oid)).toEqual([head, head, head]);
});

test('with a limit, older lines are put down to the oldest change', async () => {
  const { repository, head, git } = await historyOf(
    ['1\n', '1\n2\n', '1\n2\n3\n'].map((text) => ({ files: { 'a.md': text } })),
  );
  const lines = await blame(repository, head, 'a.md', { limit: 2 });
  const second = git.text(['rev-parse', 'main~1']);
  expect(lines.map(({ change }) => change.commit.oid)).toEqual([second, second, head]);
});

test('every commit is counted once, over all parents', async () => {
  const steps: Step[] = Array.from({ length: 20 }, (_, i) => ({
    files: { 'a.md': `${i}` },
    ...(i > 3 && i % 3 === 0 && { merge: i - 3 }),
  }));
  const { git, repository, head } = await historyOf(steps);
  const side = git.text(['commit-tree', 'main^{tree}', '-p', 'main~5'], { input: 'side\n' });
  const merge = git.text(['commit-tree', 'main^{tree}', '-p', head, '-p', side], { input: 'merge\n' });
  git.run(['update-ref', 'refs/heads/main', merge]);
  const store = new MemoryObjectStore();
  git.run(['update-server-info']);
  await copyFromFolder(store, PREFIX, git.folder);
  expect(await countCommits(openRepository({ store, prefix: PREFIX }), merge)).toBe(22);
  expect(git.text(['rev-list', '--count', 'main'])).toBe('22');
  expect(await countCommits(repository, head)).toBe(20);
});

test('commits that are reached on very many ways are counted once', async () => {
  const repository = openRepository({ store: new MemoryObjectStore(), prefix: PREFIX });
  let parents = [COMMIT.oid];
  const commits = [COMMIT];
  for (let i = 0; i < 60; i++) {
    const both = ['left', 'right'].map((message) => childOf(parents[0] ?? '', `${message} ${i}`, parents.slice(1)));
    commits.push(...both);
    parents = both.map(({ oid }) => oid);
  }
  await repository.writeObjects(commits);
  expect(await countCommits(repository, parents[0] ?? '')).toBe(120);
});

test('similarity is the share of the larger file that both have', () => {
  const bytes = (text: string) => Buffer.from(text);
  expect(similarity(bytes('a\nb\n'), bytes('a\nb\n'))).toBe(1);
  expect(similarity(bytes('b\na\n'), bytes('a\nb\n'))).toBe(1);
  expect(similarity(bytes('a\nb\n'), bytes('a\nc\n'))).toBe(0.5);
  expect(similarity(bytes('a\na\n'), bytes('a\nc\n'))).toBe(0.5);
  expect(similarity(bytes(''), bytes(''))).toBe(0);
  expect(similarity(bytes('x'.repeat(640)), bytes('x'.repeat(64)))).toBe(0.1);
});
