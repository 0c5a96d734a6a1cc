import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { crawl } from '../support/crawl.ts';
import { type RunningEdge, runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';

const running: RunningEdge[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((edge) => edge.stop()));
});

const folder = () => temporaryFolder(onTestFinished);
const git = (directory: string, ...args: string[]) =>
  execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

const VAULT: Record<string, string | Buffer> = {
  'index.md':
    '# Start\n\n[Guide](docs/User%20Guide.md) and [[Ideas]] and [[User Guide|by name]], [up](./docs/deep/note.md#part-two).\n',
  'docs/User Guide.md':
    '---\ntitle: The guide\n---\n\nBack to [start](../index.md). ![dot](../img/red dot.png "d") ![dot](<../img/red dot.png>)\n',
  'docs/deep/note.md':
    '# Note\n\n## Part two\n\nSee [[docs/User Guide]], [missing](gone.md) and\n\n[[Nowhere]]. [file](../../img/nothing.png)\n',
  'Ideas.md': 'No heading here. [self](#top) [web](https://example.org/)\n',
  'broken.md': '---\ntitle: [oops\n---\n\nShown all the same.\n',
  'img/red dot.png': PNG,
  'bad:name.md': 'x',
  'latin.md': Buffer.from([0x63, 0x61, 0x66, 0xe9]),
  'ideas.md': 'differs only by case',
  'program.exe': 'MZ',
  '.obsidian/app.json': '{}',
  '.github/template.md': '# A form for programmers\n',
  'docs/.hidden.md': 'hidden',
  'big.md': `# Big\n${'x'.repeat(1024 * 1024)}`,
};

function writeVault(files: Record<string, string | Buffer> = VAULT): string {
  const directory = join(folder(), 'vault');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

async function importVault(vault: string, data: string, ...args: string[]) {
  const finished = await runHolt(['import', vault, '--wiki', 'me/handbook', '--data', data, '--json', ...args]);
  expect(finished).toMatchObject({ status: 0 });
  return { report: JSON.parse(finished.stdout), stderr: finished.stderr };
}

describe('holt import', () => {
  it('takes pages and attachments as one commit and tells what it found', async () => {
    const data = join(folder(), 'data');
    const { report, stderr } = await importVault(writeVault(), data);
    expect(report.pages).toEqual({ total: 5, added: 5, changed: 0, unchanged: 0 });
    expect(report.attachments).toEqual({ total: 1, added: 1, changed: 0, unchanged: 0 });
    expect(report.deadLinks).toEqual([
      { source: 'docs/deep/note.md', line: 5, target: 'docs/deep/gone' },
      { source: 'docs/deep/note.md', line: 7, target: 'Nowhere' },
      { source: 'docs/deep/note.md', line: 7, target: 'img/nothing.png' },
    ]);
    expect(report.refused.map(({ source }: { source: string }) => source)).toEqual([
      '.github',
      '.obsidian',
      'bad:name.md',
      'big.md',
      'docs/.hidden.md',
      'ideas.md',
      'latin.md',
      'program.exe',
    ]);
    expect(report.remarks).toMatchObject([{ source: 'broken.md' }]);
    expect(stderr).toMatch(/\[#{30}\] \d+\/\d+\n$/);

    const out = join(folder(), 'out');
    await runHolt(['export', '--wiki', 'me/handbook', '--to', out, '--data', data]);
    expect(git(out, 'log', '--format=%s').trim().split('\n')).toEqual(['Import 6 files from vault']);
    expect(git(out, 'ls-files').trim().split('\n').sort()).toEqual([
      'Ideas.md',
      'broken.md',
      'docs/User_Guide.md',
      'docs/deep/note.md',
      'img/red_dot.png',
      'index.md',
    ]);
  });

  it('makes the search index of what is too much for the recent part, and tells; the next fold has nothing to do', async () => {
    const data = join(folder(), 'data');
    const large = `# Large\n\n${'lighthouse '.repeat(3000)}\n`;
    const vault = writeVault({ 'A.md': large, 'B.md': large, 'C.md': large, 'Home.md': '# Home\n' });
    const { report } = await importVault(vault, data);
    expect(report.index).toMatchObject({ revision: report.revision, pages: 4, changed: 4 });
    const fold = await runHolt(['fold', '--wiki', 'me/handbook', '--data', data]);
    expect(fold.stdout).toMatch(/the search index is up to date\n$/);

    const small = await importVault(writeVault({ 'Home.md': '# Home\n' }), join(folder(), 'data'));
    expect(small.report).not.toHaveProperty('index');
  });

  it('shows people a summary with files and lines', async () => {
    const { stdout, status } = await runHolt([
      'import',
      writeVault(),
      '--wiki',
      'me/handbook',
      '--data',
      join(folder(), 'data'),
    ]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Pages +5 {2}\(5 new, 0 changed, 0 as they were\)/);
    expect(stdout).toContain('docs/deep/note.md:5  docs/deep/gone');
    expect(stdout).toContain('bad:name.md  ');
    expect(stdout).toContain('1 remark:');
    expect(stdout).toContain('3 links lead nowhere:');
  });

  it('takes only what changed the second time, says so, and keeps pages that agents wrote', async () => {
    const vault = writeVault();
    const data = join(folder(), 'data');
    await importVault(vault, data);
    const same = await importVault(vault, data);
    expect(same.report.revision).toBeUndefined();
    expect(same.report.pages).toEqual({ total: 5, added: 0, changed: 0, unchanged: 5 });
    writeFileSync(join(vault, 'index.md'), '# Start again\n');
    writeFileSync(join(vault, 'new.md'), '# New\n');
    const { report } = await importVault(vault, data);
    expect(report.pages).toEqual({ total: 6, added: 1, changed: 1, unchanged: 4 });
  });

  it('never undoes what an agent wrote: keeps it, and refuses a file that both changed', async () => {
    const vault = writeVault({ 'A.md': 'a1\n', 'B.md': 'b1\n', 'C.md': 'c1\n', 'Home.md': 'mine\n' });
    const data = join(folder(), 'data');
    const edge = await startDev(['--data', data]);
    running.push(edge);
    const session = await connect(edge.mcp, edge.token);
    onTestFinished(() => session.close());
    const write = (path: string, content: string) => session.call('write_page', { wiki: 'me/handbook', path, content });
    const read = async (path: string) => (await fetch(`${new URL(edge.url).origin}/me/handbook/${path}.md`)).text();

    await runHolt(['wiki', 'create', 'me/handbook', '--public', '--data', data]);
    await write('Home', 'by an agent\n');
    const first = await importVault(vault, data);
    expect(first.report.refused).toMatchObject([{ source: 'Home.md', reason: expect.stringContaining('other text') }]);

    await write('A', 'a by an agent\n');
    await write('B', 'b by an agent\n');
    writeFileSync(join(vault, 'B.md'), 'b2\n');
    writeFileSync(join(vault, 'C.md'), 'c2\n');
    const { report } = await importVault(vault, data);
    expect(report.pages).toEqual({ total: 2, added: 0, changed: 1, unchanged: 1 });
    expect(report.refused.map(({ source }: { source: string }) => source)).toEqual(['B.md', 'Home.md']);
    expect(await Promise.all(['A', 'B', 'C', 'Home'].map(read))).toEqual([
      'a by an agent\n',
      'b by an agent\n',
      'c2\n',
      'by an agent\n',
    ]);
  });

  it('takes the first of two folders that differ only by case, and names the files of the other', async () => {
    const vault = writeVault({ 'Docs/a.md': 'a', 'docs/b.md': 'b', 'docs/deep/c.md': 'c', 'Other.md': 'o' });
    const { report } = await importVault(vault, join(folder(), 'data'));
    expect(report.pages).toMatchObject({ total: 2, added: 2 });
    expect(report.refused).toEqual([
      { source: 'docs/b.md', reason: expect.stringContaining('Docs') },
      { source: 'docs/deep/c.md', reason: expect.stringContaining('Docs') },
    ]);
  });

  it('works while dev is running, whose readers see the pages at once; every link between pages works', async () => {
    const data = join(folder(), 'data');
    const edge = await startDev(['--data', data]);
    running.push(edge);
    await importVault(writeVault(), data);
    const origin = new URL(edge.url).origin;
    const { pages, links } = await crawl(origin, '/me/handbook/', '/me/handbook/');
    for (const path of ['index', 'docs/User_Guide', 'docs/deep/note', 'Ideas', 'broken'])
      expect([...pages.keys()]).toContain(`/me/handbook/${path}`);
    const dead = links.filter(({ status }) => status !== 200).map(({ from, href }) => `${from} → ${href}`);
    expect(dead).toEqual([
      '/me/handbook/docs/deep/note → /me/handbook/docs/deep/gone',
      '/me/handbook/docs/deep/note → /me/handbook/Nowhere',
      '/me/handbook/docs/deep/note → /me/handbook/-/files/img/nothing.png',
    ]);
    expect(pages.get('/me/handbook/broken')).toContain('Shown all the same.');
    expect(pages.get('/me/handbook/docs/User_Guide')).toMatch(
      /<img[^>]*src="\/me\/handbook\/-\/files\/img\/red_dot\.png"/,
    );
    const image = await fetch(`${origin}/me/handbook/-/files/img/red_dot.png`);
    expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Buffer.from(await image.arrayBuffer()).equals(PNG)).toBe(true);
  });

  it('refuses a folder that is missing or holds nothing, and makes nothing', async () => {
    const data = join(folder(), 'data');
    for (const directory of [join(folder(), 'missing'), folder()]) {
      const { status, stderr } = await runHolt(['import', directory, '--wiki', 'me/handbook', '--data', data]);
      expect(status).toBe(1);
      expect(stderr).toContain(directory);
    }
    expect(existsSync(data)).toBe(false);
  });

  it('keeps a private wiki from readers without a token', async () => {
    const data = join(folder(), 'data');
    await importVault(writeVault(), data, '--private');
    const edge = await startDev(['--data', data]);
    running.push(edge);
    const origin = new URL(edge.url).origin;
    const [known, unknown] = await Promise.all(
      ['handbook', 'nothing'].map((name) => fetch(`${origin}/me/${name}/index`)),
    );
    expect(known?.status).toBe(401);
    expect(unknown?.status).toBe(401);
    expect((await fetch(`${origin}/me/handbook.git/info/refs`)).status).toBe(401);
    expect(await known?.text()).toBe(await unknown?.text());
  });
});

describe('holt export', () => {
  it('gives a repository that git accepts, with all history and a clean work tree, and a clone from the edge is the same', async () => {
    const data = join(folder(), 'data');
    const edge = await startDev(['--data', data]);
    running.push(edge);
    const session = await connect(edge.mcp, edge.token);
    await session.call('write_page', {
      wiki: 'me/notes',
      path: 'Über/Größe',
      content: '# Größe\n',
      message: 'Add a page',
    });
    await session.call('edit_page', {
      wiki: 'me/notes',
      path: 'Über/Größe',
      old_text: 'Größe',
      new_text: 'Maß',
      message: 'Change it',
    });
    await session.call('delete_page', { wiki: 'me/notes', path: 'Getting_Started', message: 'Remove one' });
    await session.close();

    const out = join(folder(), 'out');
    const { stdout, status } = await runHolt(['export', '--wiki', 'me/notes', '--to', out, '--data', data, '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ commits: 4, files: 3 });
    expect(git(out, 'fsck', '--strict', '--no-dangling')).toBe('');
    expect(git(out, 'status', '--porcelain')).toBe('');
    expect(git(out, 'log', '--format=%an %s').trim().split('\n')).toEqual([
      'me Remove one',
      'me Change it',
      'me Add a page',
      'Holt Begin the wiki',
    ]);
    expect(readFileSync(join(out, 'Über/Größe.md'), 'utf8')).toBe('# Maß\n');

    const clone = join(folder(), 'clone');
    git('.', 'clone', '--quiet', `${new URL(edge.url).origin}/me/notes.git`, clone);
    expect(git(clone, 'fsck', '--strict')).toBe('');
    expect(git(clone, 'rev-parse', 'HEAD')).toBe(git(out, 'rev-parse', 'HEAD'));
    expect(readdirSync(clone).sort()).toEqual(readdirSync(out).sort());
  });

  it('does not write into a folder that holds something, and leaves nothing behind when it fails', async () => {
    const data = join(folder(), 'data');
    await importVault(writeVault(), data);
    const parent = folder();
    const out = join(parent, 'out');
    mkdirSync(out);
    writeFileSync(join(out, 'mine.txt'), 'mine');
    const refused = await runHolt(['export', '--wiki', 'me/handbook', '--to', out, '--data', data]);
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining(out) });
    const unknown = await runHolt(['export', '--wiki', 'me/other', '--to', join(parent, 'new'), '--data', data]);
    expect(unknown).toMatchObject({ status: 1, stderr: expect.stringContaining('me/other') });
    expect(readdirSync(parent)).toEqual(['out']);
    expect(readdirSync(out)).toEqual(['mine.txt']);
  });
});

const corpora = process.env.HOLT_CORPORA;
const vaults =
  corpora === undefined
    ? []
    : readdirSync(corpora, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name);

describe.skipIf(vaults.length === 0)('real vaults (skipped unless HOLT_CORPORA names a folder of them)', () => {
  it.each(vaults)('%s is imported whole, and every link that works in the source works here', async (name) => {
    const data = join(folder(), 'data');
    const edge = await startDev(['--data', data]);
    running.push(edge);
    const { report } = await importVault(join(corpora as string, name), data);
    expect(report.pages.total).toBeGreaterThan(50);
    const origin = new URL(edge.url).origin;
    const { pages, links } = await crawl(origin, '/me/handbook/-/', '/me/handbook/');
    const sources = readdirSync(join(corpora as string, name), { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.md') && !file.split('/').some((segment) => segment.startsWith('.')),
    );
    expect(report.pages.total).toBe(sources.length);
    for (const source of sources)
      expect([...pages.keys()]).toContain(`/me/handbook/${source.slice(0, -3).replaceAll(' ', '_')}`);
    // What the import did not list as dead must lead somewhere.
    const known = new Set(report.deadLinks.map(({ target }: { target: string }) => target));
    const dead = links
      .filter(({ status }) => status !== 200)
      .map(({ from, href }) => ({
        from,
        target: decodeURIComponent(new URL(href, origin + from).pathname)
          .replace('/me/handbook/', '')
          .replace('-/files/', ''),
      }));
    expect(dead.filter(({ target }) => !known.has(target))).toEqual([]);
  });
});
