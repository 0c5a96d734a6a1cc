import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFileObjectStore, systemRandom } from '@holt/storage';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { runHolt, temporaryFolder } from '../support/holt-process.ts';

const WIKI = ['--wiki', 'me/handbook'];

let vault: string;
let data: string;
const holt = (...args: string[]) => runHolt([...args, '--data', data]);

/** The one line of JSON that a command prints. */
async function facts(...args: string[]) {
  const { status, stdout, stderr } = await holt(...args, '--json');
  expect([status, stderr.replaceAll(/^.*\] \d+\/\d+\n/gm, '')]).toEqual([0, '']);
  expect(stdout).toMatch(/^[^\n]+\n$/);
  return JSON.parse(stdout);
}

async function importPages(pages: Record<string, string>): Promise<string> {
  for (const [path, content] of Object.entries(pages)) writeFileSync(join(vault, path), content);
  return (await facts('import', vault, ...WIKI)).revision;
}

/** The objects, past all that would keep them right. */
const store = () => openFileObjectStore({ directory: join(data, 'store'), random: systemRandom });

beforeEach(() => {
  vault = temporaryFolder(onTestFinished);
  data = join(temporaryFolder(onTestFinished), 'data');
});

describe('holt verify and rebuild', () => {
  it('prove that readers get what git holds, name what differs, and make it so again', async () => {
    const revision = await importPages({ 'Home.md': '# Home\n', 'Other.md': '# Other\n' });
    const clean = await facts('verify', ...WIKI);
    expect(clean).toMatchObject({ wiki: 'me/handbook', revision, differences: [], damage: [], complete: true });

    await store().put('fragments/me/handbook/pages/Home.html', '<p>Somebody was here.</p>', {
      contentType: 'text/html',
    });
    await store().delete('fragments/me/handbook/pages/Other.md');
    const dirty = await holt('verify', '--json');
    expect(dirty.status).toBe(1);
    expect(dirty.stderr).toMatch(/^holt: (me\/handbook: )?2 artifacts .*holt rebuild --wiki me\/handbook/m);
    expect(JSON.parse(dirty.stdout).differences).toMatchObject([
      { key: 'fragments/me/handbook/pages/Home.html' },
      { key: 'fragments/me/handbook/pages/Other.md', problem: 'missing' },
    ]);
    const told = await holt('verify', ...WIKI);
    expect([told.status, told.stdout]).toEqual([1, expect.stringContaining('fragments/me/handbook/pages/Home.html\n')]);

    const rebuilt = await facts('rebuild', ...WIKI);
    expect(rebuilt).toMatchObject({ wiki: 'me/handbook', revision, artifacts: clean.artifacts });
    expect(rebuilt.repaired).toHaveLength(2);
    expect((await facts('verify')).differences).toEqual([]);
    expect((await facts('rebuild')).repaired).toEqual([]);
  });

  it('list the first twenty of many that differ, and count the rest', async () => {
    await importPages(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`Page ${i}.md`, `# Page ${i}\n`])));
    const { objects } = await store().list({ prefix: 'fragments/me/handbook/pages/' });
    for (const { key } of objects) await store().delete(key);
    const { status, stdout } = await holt('rebuild', ...WIKI);
    const { length: count } = objects;
    const [head, ...lines] = stdout.trimEnd().split('\n');
    expect([status, head]).toEqual([0, expect.stringContaining(`${count} were not as git has them`)]);
    expect(lines).toHaveLength(21);
    expect(lines.slice(0, 20)).toEqual(
      lines.slice(0, 20).map(() => expect.stringMatching(/^ {2}missing +fragments\//)),
    );
    expect(lines[20]).toBe(`  and ${count - 20} more`);
  });

  it('say what is damaged in git, and how it can be had back', async () => {
    await importPages({ 'Home.md': '# Home\n' });
    const { revision } = (await facts('log', ...WIKI)).changes[0];
    await store().put(`git/me/handbook/objects/${revision.slice(0, 2)}/${revision.slice(2)}`, 'garbage');
    const { status, stdout, stderr } = await holt('verify', ...WIKI, '--json');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/damaged in git.*backup/)]);
    expect(JSON.parse(stdout).damage).toMatchObject([{ message: expect.stringContaining(revision) }]);
  });
});

describe('holt log, restore and revert', () => {
  it('tell the history of a wiki and of a page, bring a page back, and undo a commit', async () => {
    const first = await importPages({ 'Home.md': '# Home\n', 'Plan.md': '# Plan\n' });
    const second = await importPages({ 'Plan.md': '# Better plan\n' });
    const { changes } = await facts('log', ...WIKI);
    expect(changes.map(({ revision }: { revision: string }) => revision)).toEqual([second, first]);
    expect((await facts('log', ...WIKI, '--limit', '1')).changes).toHaveLength(1);
    for (const named of ['Home', 'Home.md'])
      expect((await facts('log', named, ...WIKI)).changes).toMatchObject([{ revision: first }]);
    expect((await holt('log', ...WIKI)).stdout).toMatch(
      new RegExp(`^${second}  \\S+Z  holt import: Import 1 file from \\S+\n {4}modified {2}Plan\n${first}`),
    );

    const undone = await facts('revert', second, ...WIKI);
    expect(undone).toMatchObject({ committed: true, published: true, pages: [{ path: 'Plan' }] });
    await facts('revert', first, ...WIKI);
    expect((await facts('log', 'Plan', ...WIKI)).changes[0]).toMatchObject({ changes: [{ kind: 'deleted' }] });
    await facts('restore', 'Plan', ...WIKI);
    const restored = await facts('restore', 'Plan', '--revision', second, ...WIKI);
    expect(restored.pages).toMatchObject([{ path: 'Plan' }]);
    const out = join(temporaryFolder(onTestFinished), 'out');
    await facts('export', ...WIKI, '--to', out);
    expect(readFileSync(join(out, 'Plan.md'), 'utf8')).toBe('# Better plan\n');
    expect((await facts('log', ...WIKI)).changes[0].author).toEqual({ name: 'me', email: 'me@users.holt.invalid' });
    expect((await facts('verify')).differences).toEqual([]);
  });

  it('refuse a page and a commit that never were', async () => {
    await importPages({ 'Home.md': '# Home\n' });
    for (const [args, named] of [
      [['log', 'Nothing'], 'Nothing'],
      [['restore', 'Nothing'], 'Nothing'],
      [['restore', 'Home'], 'Home'],
      [['revert', 'a'.repeat(40)], 'a'.repeat(40)],
    ] as const) {
      const { status, stderr } = await holt(...args, ...WIKI);
      expect([status, stderr]).toEqual([1, expect.stringContaining(named)]);
    }
  });
});

describe('commands on all wikis', () => {
  it('work on each, one line of JSON a wiki, and go on after one that fails', async () => {
    await importPages({ 'Home.md': '# Home\n' });
    await runHolt(['import', vault, '--wiki', 'me/broken', '--data', data]);
    for (const command of ['reconcile', 'rebuild', 'fold', 'verify']) {
      const { status, stdout } = await holt(command, '--json');
      const wikis = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).wiki);
      expect([command, status, wikis]).toEqual([command, 0, ['me/broken', 'me/handbook']]);
    }
    await store().put('control/me/broken/wiki.json', 'garbage');
    for (const command of ['reconcile', 'rebuild', 'fold', 'verify']) {
      const { status, stdout, stderr } = await holt(command);
      expect([command, status, stdout]).toEqual([command, 1, expect.stringContaining('me/handbook')]);
      expect(stderr).toMatch(/^holt: me\/broken: .*wiki\.json/m);
      expect(stderr).toMatch(/^holt: 1 of 2 wikis failed: me\/broken\n$/m);
    }
  });
});
