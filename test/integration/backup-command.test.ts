import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { runHolt, temporaryFolder } from '../support/holt-process.ts';

let folder: string;
let data: string;
let to: string;
beforeEach(() => {
  folder = temporaryFolder(onTestFinished);
  data = join(folder, 'data');
  to = join(folder, 'backup');
});

async function makeData(): Promise<void> {
  const vault = join(folder, 'vault');
  mkdirSync(vault);
  writeFileSync(join(vault, 'Home.md'), '# Home\n');
  expect(await runHolt(['import', vault, '--wiki', 'me/notes', '--private', '--data', data])).toMatchObject({
    status: 0,
  });
}

it('tells what it copied, and by which command its pages are made', async () => {
  await makeData();
  const { status, stdout, stderr } = await runHolt(['backup', '--data', data, '--to', to]);
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(
      /^Backed up .*data to .*backup: 1 wiki, 6 objects, \d{3} bytes; 0 records of tokens, \d key values$/,
    ),
    expect.stringMatching(/^ {2}me\/notes at [0-9a-f]{40}: 6 objects, \d{3} bytes$/),
    `Its pages are made by: holt rebuild --data ${to}`,
    '',
  ]);
  expect([status, stderr]).toEqual([0, expect.stringMatching(/^Copying +\d+\n$/)]);
  const json = await runHolt(['backup', '--data', data, '--to', join(folder, 'other'), '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ from: data, wikis: [{ wiki: 'me/notes', problems: [] }], tokens: 0 });
});

it('ends with 1 where something is damaged, and has copied the rest', async () => {
  await makeData();
  const objects = join(data, 'store/objects/git/me/notes/objects');
  const [fan = ''] = readdirSync(objects).filter((name) => /^[0-9a-f]{2}$/.test(name));
  rmSync(join(objects, fan), { recursive: true });
  const { status, stdout, stderr } = await runHolt(['backup', '--data', data, '--to', to]);
  expect([status, stdout]).toEqual([1, expect.stringContaining(`    damaged: git/me/notes/ has no `)]);
  expect(stderr).toContain('holt: The backup is as damaged as what it was made from: me/notes.');
});

it.each([
  [['backup'], 'Name an empty place: --to DIR or --to s3://bucket[/folder].'],
  [['backup', '--to', 'x', '--to-endpoint', 'http://127.0.0.1:9'], '--to-endpoint goes with --to s3://bucket only.'],
])('%j is a wrong usage', async (args, message) => {
  const { status, stderr } = await runHolt([...args, '--data', data]);
  expect([status, stderr]).toEqual([2, `holt: ${message}\n`]);
});

it('makes nothing where there is nothing to copy', async () => {
  const { status, stderr } = await runHolt(['backup', '--data', join(folder, 'missing'), '--to', to]);
  expect([status, stderr]).toEqual([1, expect.stringContaining('There is no data at')]);
  expect(existsSync(to)).toBe(false);
});
