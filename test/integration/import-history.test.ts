import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type RunningEdge, runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';
import { runGit } from '../support/run-git.ts';

const folder = () => temporaryFolder(onTestFinished);
const SUBMODULE = 'a'.repeat(40);

let source: string;
let data: string;
const git = (...args: string[]) => runGit(source, ...args);

beforeEach(async () => {
  source = join(folder(), 'source');
  data = join(folder(), 'data');
  await runGit('.', 'init', '--quiet', '-b', 'main', source);
});

async function commit(message: string, files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), content);
  }
  await git('add', '--all');
  await git('commit', '--quiet', '-m', message);
}

/** HEAD again, with headers that only signing and old programs make. */
async function addSignedCommit(): Promise<void> {
  const [tree, parent] = (await git('rev-parse', 'HEAD^{tree}', 'HEAD')).trim().split('\n');
  const text = Buffer.from(
    [
      `tree ${tree}`,
      `parent ${parent}`,
      'author J\u00f6rg <joerg@example.org> 1700000000 +0100',
      'committer J\u00f6rg <joerg@example.org> 1700000000 +0100',
      'encoding ISO-8859-1',
      'gpgsig -----BEGIN PGP SIGNATURE-----',
      ' ',
      ' iHUEABYKAB0WIQ',
      ' -----END PGP SIGNATURE-----',
      'x-tool made by hand',
      '',
      'Gr\u00f6\u00dfe ohne neue Zeile',
    ].join('\n'),
    'latin1',
  );
  const args = ['-C', source, 'hash-object', '-t', 'commit', '-w', '--stdin'];
  const oid = execFileSync('git', args, { input: text, encoding: 'utf8' }).trim();
  await git('update-ref', 'refs/heads/main', oid);
}

/** Renames, two merges, a signed commit, an executable file, a link, a submodule, and names that no page may have. */
async function makeHistory(): Promise<void> {
  await commit('Begin', { 'Home.md': '# Home\n\n[[Größe]], [gone](gone.md)\n', 'docs/Größe.md': '# Größe\n' });
  await git('checkout', '--quiet', '-b', 'side');
  await git('mv', 'docs/Größe.md', 'docs/Maß.md');
  await commit('Rename', { 'side.md': 'side\n' });
  await git('checkout', '--quiet', 'main');
  await commit('Meanwhile', { 'main.md': 'main\n', 'bad:name.md': 'in git only\n', 'tools/run': '#!/bin/sh\n' });
  await git('merge', '--quiet', '--no-ff', '-m', 'Merge side', 'side');
  await git('update-index', '--chmod=+x', 'tools/run');
  await git('update-index', '--add', '--cacheinfo', `160000,${SUBMODULE},vendor/sub`);
  symlinkSync('../Home.md', join(source, 'docs/link.md'));
  await git('add', 'docs/link.md');
  await git('commit', '--quiet', '-m', 'Modes');
  await git('reset', '--quiet', '--hard');
  await addSignedCommit();
}

const objectsOf = async (repository: string, head = 'HEAD') =>
  (await runGit(repository, 'rev-list', '--objects', head)).trim().split('\n').sort();
const headOf = async (repository: string) => (await runGit(repository, 'rev-parse', 'HEAD')).trim();

async function importHistory(...args: string[]) {
  const finished = await runHolt([
    'import',
    '--history',
    source,
    '--wiki',
    'me/kept',
    '--data',
    data,
    '--json',
    ...args,
  ]);
  return { ...finished, report: finished.status === 0 ? JSON.parse(finished.stdout) : undefined };
}

async function dev(): Promise<RunningEdge> {
  const edge = await startDev(['--data', data]);
  onTestFinished(async () => void (await edge.stop()));
  return edge;
}

describe('holt import --history', () => {
  it('keeps every commit as it is, and export and a clone give all of them back', async () => {
    await makeHistory();
    const { report, stderr, status } = await importHistory();
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^Importing +\d+\n$/)]);
    const objects = await objectsOf(source);
    expect(report).toEqual({
      wiki: 'me/kept',
      revision: await headOf(source),
      commits: 6,
      objects: objects.length,
      pages: 5,
      attachments: 1,
      deadLinks: [{ source: 'Home.md', line: 3, target: 'gone' }],
      remarks: [{ source: 'docs/link.md', remark: expect.stringContaining('symbolic link') }],
      refused: [{ source: 'bad:name.md', reason: expect.any(String) }],
    });

    const out = join(folder(), 'out');
    const exported = await runHolt(['export', '--wiki', 'me/kept', '--to', out, '--data', data, '--json']);
    expect(JSON.parse(exported.stdout)).toMatchObject({ commits: 6, objects: objects.length });
    expect(await runGit(out, 'fsck', '--strict')).toBe('');
    expect(await runGit(out, 'status', '--porcelain')).toBe('');
    expect(await objectsOf(out)).toEqual(objects);
    expect(await runGit(out, 'cat-file', 'commit', 'HEAD')).toContain('gpgsig -----BEGIN PGP SIGNATURE-----\n');
    expect(lstatSync(join(out, 'tools/run')).mode & 0o111).toBe(0o111);
    expect(readlinkSync(join(out, 'docs/link.md'))).toBe('../Home.md');
    expect(readFileSync(join(out, 'bad:name.md'), 'utf8')).toBe('in git only\n');

    const edge = await dev();
    const clone = join(folder(), 'clone');
    await runGit('.', 'clone', '--quiet', `${new URL(edge.url).origin}/me/kept.git`, clone);
    expect(await runGit(clone, 'fsck', '--strict')).toBe('');
    expect(await objectsOf(clone)).toEqual(objects);
    expect(await (await fetch(`${new URL(edge.url).origin}/me/kept/docs/Ma%C3%9F`)).text()).toContain('Größe');
  });

  it('moves on to what was committed since, and says when there is nothing new', async () => {
    await makeHistory();
    await importHistory();
    await commit('More', { 'more.md': '# More\n' });
    const more = await importHistory();
    expect(more.report).toMatchObject({ revision: await headOf(source), commits: 7, objects: 3, pages: 6 });
    const again = await importHistory();
    expect(again.report).toMatchObject({ revision: await headOf(source), objects: 0 });
    const told = await runHolt(['import', '--history', source, '--wiki', 'me/kept', '--data', data]);
    expect(told.stdout).toContain('Nothing new is in the source.\n');
  });

  it('refuses a source that lacks what an agent wrote, and takes it once git has merged both', async () => {
    await commit('Begin', { 'Home.md': '# Home\n' });
    await importHistory();
    const edge = await dev();
    const session = await connect(edge.mcp, edge.token);
    onTestFinished(() => session.close());
    const wrote = await session.call('write_page', { wiki: 'me/kept', path: 'Agent', content: '# Agent\n' });
    await commit('Meanwhile', { 'Human.md': '# Human\n' });

    const refused = await importHistory();
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain(wrote.data.revision);
    expect(refused.stderr).toContain(await headOf(source));
    expect(refused.stderr).toContain('merge it into the source');

    await git('pull', '--quiet', '--no-rebase', '--no-edit', `${new URL(edge.url).origin}/me/kept.git`, 'main');
    const merged = await importHistory();
    expect(merged.report).toMatchObject({ revision: await headOf(source), commits: 4, pages: 3 });
    for (const page of ['Home', 'Agent', 'Human'])
      expect((await fetch(`${new URL(edge.url).origin}/me/kept/${page}`)).status).toBe(200);
    expect(await runHolt(['verify', '--data', data])).toMatchObject({ status: 0 });
  });

  it('takes the branch that is named, also from the folder .git', async () => {
    await commit('Begin', { 'Home.md': '# Home\n' });
    await git('checkout', '--quiet', '-b', 'drafts');
    await commit('Draft', { 'Draft.md': '# Draft\n' });
    const drafts = await headOf(source);
    await git('checkout', '--quiet', 'main');
    source = join(source, '.git');
    expect((await importHistory('--branch', 'drafts')).report).toMatchObject({ revision: drafts, pages: 2 });
  });

  it('says in one line what is wrong with a source, and makes nothing', async () => {
    const refusal = async (...args: string[]) => {
      const { status, stdout, stderr } = await importHistory(...args);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^holt: [^\n]*\n$/);
      return stderr;
    };
    expect(await refusal()).toContain(`${source} has no commit`);
    await commit('Begin', { 'Home.md': '# Home\n' });
    expect(await refusal('--branch', 'nowhere')).toContain('no branch nowhere');
    await commit('More', { 'Home.md': '# Home again\n' });
    const whole = source;
    source = join(folder(), 'shallow');
    await runGit('.', 'clone', '--quiet', '--depth', '1', `file://${whole}`, source);
    expect(await refusal()).toContain('git fetch --unshallow');
    source = folder();
    expect(await refusal()).toContain('no git repository');
    const { status, stderr } = await runHolt(['wiki', 'list', '--data', data]);
    expect([status, stderr]).toEqual([1, expect.stringContaining('no data')]);
  });
});
