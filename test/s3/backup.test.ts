import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openAgentTokens, openKeyRing } from '@holt/auth';
import { foldObjects } from '@holt/git';
import { type ObjectStore, openFileObjectStore, openKeyValueStore, seededRandom, systemClock } from '@holt/storage';
import { openTestBucket } from '@holt/storage/testing/s3';
import { openAccessSettings, openWikis, type Wiki } from '@holt/wiki';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';
import { beginSharedPage, runManyWriters } from '../support/many-writers.ts';
import { runGit } from '../support/run-git.ts';

const HOUR_MS = 60 * 60 * 1000;
const SEED = 'backup';
const address = inject('radosGateway');
const EVEN_OUT = new URL('../support/even-out-rados-gateway.mjs', import.meta.url).pathname;
const OPTIONS = {
  env: {
    AWS_ACCESS_KEY_ID: address.accessKeyId,
    AWS_SECRET_ACCESS_KEY: address.secretAccessKey,
    AWS_REGION: 'us-east-1',
  },
  nodeArguments: ['--import', EVEN_OUT],
};
const BY = { subject: 'ann' };
const AUTHOR = { name: 'Ann', email: 'ann@example.org' };

const folder = () => temporaryFolder(onTestFinished);

async function newBucket() {
  const bucket = `backup-${randomUUID()}`;
  const openStore = (name: number | string) =>
    openTestBucket(address, { bucket, clock: systemClock, random: seededRandom(`${SEED}/${name}`) });
  const url = `s3://${bucket}`;
  return {
    openStore,
    store: await openStore('first'),
    at: ['--store', url, '--endpoint', address.endpoint],
    to: ['--to', url, '--to-endpoint', address.endpoint],
  };
}

type Bucket = Awaited<ReturnType<typeof newBucket>>;

function optionsOf(store: ObjectStore) {
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  return { store, keyValues, clock: systemClock, random: seededRandom(SEED) };
}

const wikisOf = (store: ObjectStore) => openWikis(optionsOf(store));
const storeOf = (data: string) => openFileObjectStore({ directory: join(data, 'store'), random: seededRandom(SEED) });

/** @returns what it printed @throws when it fails */
async function holt(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await runHolt(args, OPTIONS);
  if (status !== 0) throw new Error(`holt ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

function writeFiles(directory: string, files: Record<string, string>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

/** Three wikis with histories, attachments, rules, grants, packs, and tokens of which one was revoked. */
async function makeSite({ at, openStore, store }: Bucket) {
  const vault = writeFiles(folder(), {
    'Home.md': '# Home\n\nSee [[Größe]].\n',
    'docs/Größe.md': '# Größe\n\nEight.\n',
    'docs/plan.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
  });
  await holt('import', vault, '--wiki', 'me/handbook', ...at);
  writeFiles(vault, { 'Home.md': '# Home\n\nSee [[Größe]] and ![](docs/plan.svg).\n', 'More.md': 'More.\n' });
  await holt('import', vault, '--wiki', 'me/handbook', ...at);
  const access = openAccessSettings(optionsOf(store));
  await access.setRules('me/handbook', [['docs', 'editor']], BY);
  await access.grant('me/handbook', 'bob@example.org', 'editor', BY);
  const wikis = wikisOf(store);
  await wikis.create('me/empty');
  const team = await wikis.create('me/team', { public: true });
  await beginSharedPage(team, 3);
  await runManyWriters({ wiki: 'me/team', writers: 3, edits: 5, seed: SEED, openStore });
  await holt('fold', ...at);
  await runManyWriters({ wiki: 'me/team', writers: 1, edits: 1, seed: `${SEED}/later`, openStore });

  const makeToken = async () =>
    JSON.parse(await holt('token', '--wiki', 'me/handbook', '--scope', 'manage', '--json', ...at));
  const revoked = await makeToken();
  await holt('token', 'revoke', revoked.id, ...at);
  return { token: (await makeToken()).token as string, revoked: revoked.token as string };
}

const WIKIS = ['me/empty', 'me/handbook', 'me/team'];

/** Everything that a backup must bring back, but for git. */
async function describePlace(store: ObjectStore) {
  const options = optionsOf(store);
  const ring = openKeyRing(options);
  const access = openAccessSettings(options);
  const tokens = openAgentTokens({ ...options, ring, issuer: '', audience: '' });
  const perWiki = WIKIS.map(async (wiki) => ({
    wiki,
    settings: await access.read(wiki),
    audit: await access.audit(wiki),
  }));
  return {
    wikis: await Promise.all(perWiki),
    tokens: await tokens.list(),
    keys: await ring.verificationKeys(),
    entries: await options.keyValues.entries(),
  };
}

/** Not the search: its index has parts of the same content under other names, by when they were folded. */
const OF_PAGES_AND_REFS =
  /^fragments\/\w+\/\w+\/(pages\/|-\/(files|history|commit)\/|sidebar\.json$)|\/(info\/refs|HEAD)$/;

/** A hash of every page that readers get, of its history, and of every ref, by key. */
async function readingState(store: ObjectStore): Promise<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const prefix of ['fragments/', 'git/']) {
    for (let startAfter = ''; ; ) {
      const page = await store.list({ prefix, ...(startAfter && { startAfter }) });
      const kept = page.objects.filter(({ key }) => OF_PAGES_AND_REFS.test(key));
      const bodies = await Promise.all(kept.map(async ({ key }) => [key, (await store.get(key))?.body] as const));
      for (const [key, body] of bodies)
        state[key] = createHash('sha256')
          .update(body ?? '')
          .digest('hex');
      if (page.next === undefined) break;
      startAfter = page.next;
    }
  }
  return state;
}

async function verifyAll(at: readonly string[]): Promise<void> {
  const lines = (await holt('verify', '--json', ...at)).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject(
    WIKIS.map((wiki) => ({ wiki, differences: [], damage: [], complete: true })),
  );
}

/** Clones a wiki from the edge with a token, and has git check it. @returns the commit that it is at */
async function cloneWith(token: string, url: string, wiki: string): Promise<string> {
  const clone = join(folder(), 'clone');
  const address = Object.assign(new URL(`/${wiki}.git`, url), { username: 'git', password: token });
  await runGit('.', 'clone', '--quiet', address.href, clone);
  expect(await runGit(clone, 'fsck', '--strict')).toBe('');
  return (await runGit(clone, 'rev-parse', 'HEAD')).trim();
}

async function checkServed(at: readonly string[], tokens: { token: string; revoked: string }, heads: string[]) {
  const edge = await startDev(['--read-only', ...at], OPTIONS);
  onTestFinished(async () => void (await edge.stop()));
  const get = (path: string, token?: string) =>
    fetch(new URL(path, edge.url), { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  expect((await get('/me/team/Team/Log')).status).toBe(200);
  expect((await get('/me/handbook/')).status).toBe(401);
  expect((await get('/me/handbook/', tokens.revoked)).status).toBe(401);
  expect(await (await get('/me/handbook/docs/Größe', tokens.token)).text()).toContain('Eight.');
  expect(await cloneWith(tokens.token, edge.url, 'me/handbook')).toBe(heads[0]);
  expect(await cloneWith(tokens.token, edge.url, 'me/team')).toBe(heads[1]);
}

async function headOf(store: ObjectStore, wiki: string): Promise<string> {
  return Buffer.from((await store.get(`git/${wiki}/info/refs`))?.body ?? [])
    .toString()
    .slice(0, 40);
}

describe('the restore drill', () => {
  it('brings a site from its bucket to a folder, and from there into an empty bucket: every ref, page, setting and token', {
    timeout: 300_000,
  }, async () => {
    const site = await newBucket();
    const tokens = await makeSite(site);
    const before = await describePlace(site.store);
    const state = await readingState(site.store);
    const heads = [await headOf(site.store, 'me/handbook'), await headOf(site.store, 'me/team')];

    const data = join(folder(), 'backup');
    const report = JSON.parse(await holt('backup', ...site.at, '--to', data, '--json'));
    expect(report.wikis).toMatchObject([
      { wiki: 'me/empty', problems: [] },
      { wiki: 'me/handbook', revision: heads[0], problems: [] },
      { wiki: 'me/team', revision: heads[1], problems: [] },
    ]);
    const inFolder = ['--data', data];
    await holt('rebuild', ...inFolder);
    await verifyAll(inFolder);
    expect(await describePlace(storeOf(data))).toEqual(before);
    await checkServed(inFolder, tokens, heads);

    const restored = await newBucket();
    const told = await holt('backup', ...inFolder, ...restored.to);
    expect(told).toMatch(/: 3 wikis, \d+ objects, [\d.]+ kB; 1 record of a token, \d+ key values\n/);
    await holt('rebuild', ...restored.at);
    await verifyAll(restored.at);
    expect(await describePlace(restored.store)).toEqual(before);
    expect(await readingState(restored.store)).toEqual(state);
    await checkServed(restored.at, tokens, heads);

    // It is a site like any other: it can be written to.
    const team = await wikisOf(restored.store).open('me/team');
    await team.write({ changes: [{ op: 'put', path: 'New', content: 'New.' }], author: AUTHOR, message: 'Go on' });
    await verifyAll(restored.at);
  });

  it('a backup that is taken while writers write and folds pack and remove is whole, at a commit since it began', {
    timeout: 300_000,
  }, async () => {
    const site = await newBucket();
    const team = await wikisOf(site.store).create('me/team');
    await beginSharedPage(team, 2);
    await runManyWriters({ wiki: 'me/team', writers: 2, edits: 10, seed: SEED, openStore: site.openStore });
    const since = await headOf(site.store, 'me/team');

    const data = join(folder(), 'backup');
    let isDone = false;
    const backup = holt('backup', ...site.at, '--to', data, '--json').finally(() => {
      isDone = true;
    });
    await goOn(team, site.store, () => isDone);
    const { wikis } = JSON.parse(await backup);

    await holt('rebuild', '--data', data);
    await holt('verify', '--data', data);
    const out = join(folder(), 'out');
    await holt('export', '--wiki', 'me/team', '--to', out, '--data', data);
    expect(await runGit(out, 'fsck', '--strict')).toBe('');
    const log = (await runGit(out, 'log', '--format=%H')).trim().split('\n');
    expect(log[0]).toBe(wikis[0].revision);
    expect(log).toContain(since);
    // What came later is no part of it, and what it has is part of what came later.
    const later = (await team.history({ limit: 200 })).map(({ revision }) => revision);
    expect(later).toContain(wikis[0].revision);
  });

  it('a bucket that is not empty is refused, and stays as it is', async () => {
    const site = await newBucket();
    await holt('wiki', 'create', 'me/notes', '--private', ...site.at);
    const other = await newBucket();
    await holt('wiki', 'create', 'me/other', '--private', ...other.at);
    const keys = async () => (await other.store.list({ prefix: '' })).objects;
    const before = await keys();
    const { status, stdout, stderr } = await runHolt(['backup', ...site.at, ...other.to], OPTIONS);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('is not empty: it has control/me/other/wiki.json. Name an empty place with --to.');
    expect(await keys()).toEqual(before);
  });
});

/** Edits one page until it is told to end, and lets three folds pack and remove as if hours had passed. */
async function goOn(wiki: Wiki, store: ObjectStore, isEnough: () => boolean): Promise<void> {
  for (let edit = 1; edit <= 6 || !isEnough(); edit++) {
    const change = { op: 'put' as const, path: 'Going_on', content: `Edit ${edit}.\n` };
    await wiki.write({ changes: [change], author: AUTHOR, message: `Edit ${edit}` });
    if (edit > 6 || edit % 2 === 1) continue;
    const hours = 2 * edit;
    const clock = { ...systemClock, now: () => systemClock.now() + hours * HOUR_MS };
    await foldObjects({ store, prefix: 'git/me/team/', clock, maxPacks: 2 });
  }
}
