import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { openFileObjectStore, seededRandom } from '@holt/storage';
import { expect, it, onTestFinished } from 'vitest';
import { runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';
import { runGit } from '../support/run-git.ts';

const GUIDE = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
const PAGE = 'People/Alice.md';
const SECRET = 'XYZZY-4711';

async function holt(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await runHolt(args);
  if (status !== 0) throw new Error(`holt ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

/** What git holds, uncompressed, and what readers get, as one text. */
async function everythingIn(data: string): Promise<string> {
  const store = openFileObjectStore({ directory: join(data, 'store'), random: seededRandom(1) });
  const texts: string[] = [];
  for (let startAfter = ''; ; ) {
    const page = await store.list({ prefix: '', ...(startAfter && { startAfter }) });
    for (const { key } of page.objects) {
      const body = Buffer.from((await store.get(key))?.body ?? []);
      const isLoose = /\/objects\/[0-9a-f]{2}\/[0-9a-f]{38}$/.test(key);
      texts.push(key, (isLoose ? inflateSync(body) : body).toString('latin1'));
    }
    if (page.next === undefined) return texts.join('\n');
    startAfter = page.next;
  }
}

/** The command of the guide that begins so, with its line breaks taken out. */
function fromGuide(beginning: string): string {
  const lines = GUIDE.replaceAll(/\\\n\s*/g, '').split('\n');
  const found = lines.find((line) => line.trim().startsWith(beginning));
  if (found === undefined) throw new Error(`docs/deploy.md has no command that begins with ${beginning}`);
  return found.trim();
}

it('a page is erased from the whole history of a wiki by the steps of the guide; all else stays as it was', {
  timeout: 180_000,
}, async () => {
  const folder = temporaryFolder(onTestFinished);
  const [vault, data, out] = [join(folder, 'vault'), join(folder, 'data'), join(folder, 'out')];
  const commit = async (files: Record<string, string>) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(vault, path)), { recursive: true });
      writeFileSync(join(vault, path), content);
    }
    await holt('import', vault, '--wiki', 'me/notes', '--private', '--data', data);
  };
  await commit({ 'Home.md': '# Home\n', [PAGE]: `# Alice\n\n${SECRET}\n` });
  await commit({ [PAGE]: `# Alice\n\nStill ${SECRET}.\n`, 'More.md': '# More\n' });
  await holt('wiki', 'set', 'me/notes', '--rule', 'People=owner', '--data', data);
  rmSync(join(vault, PAGE));
  await commit({ 'More.md': '# More\n\nEven more.\n' });
  const settings = await holt('wiki', 'show', 'me/notes', '--json', '--data', data);
  expect(await everythingIn(data)).toContain(SECRET);

  await holt('export', '--wiki', 'me/notes', '--to', out, '--data', data);
  const filter = fromGuide('git -C out filter-branch').match(/--index-filter '(.*)' -- main$/)?.[1] ?? '';
  expect(filter).toContain(PAGE);
  await runGit(out, 'filter-branch', '--prune-empty', '--index-filter', filter, '--', 'main');
  for (const area of ['git', 'fragments']) {
    expect(fromGuide(`aws s3 rm s3://$BUCKET/${area}/me/notes/`)).toMatch(/ --recursive$/);
    rmSync(join(data, 'store/objects', area, 'me/notes'), { recursive: true });
  }
  await holt('import', '--history', out, '--wiki', 'me/notes', '--data', data);

  const everything = await everythingIn(data);
  expect(everything).not.toContain(SECRET);
  expect(everything).toContain('Even more.');
  await holt('verify', '--data', data);
  expect(await holt('wiki', 'show', 'me/notes', '--json', '--data', data)).toBe(settings);

  const edge = await startDev(['--data', data]);
  onTestFinished(async () => void (await edge.stop()));
  const token = (
    await holt('token', '--wiki', 'me/notes', '--scope', 'read', '--role', 'owner', '--data', data)
  ).trim();
  const url = Object.assign(new URL('/me/notes.git', edge.url), { username: 'git', password: token });
  const clone = join(folder, 'clone');
  await runGit('.', 'clone', '--quiet', url.href, clone);
  expect(await runGit(clone, 'fsck', '--strict')).toBe('');
  const log = await runGit(clone, 'log', '--all', '-p');
  expect(log).not.toContain(SECRET);
  expect(log).toContain('+Even more.');
});
