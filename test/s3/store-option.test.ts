import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seededRandom, systemClock } from '@holt/storage';
import { forbidWrites, openTestBucket } from '@holt/storage/testing/s3';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';
import { runGit } from '../support/run-git.ts';

const address = inject('radosGateway');
const EVEN_OUT = new URL('../support/even-out-rados-gateway.mjs', import.meta.url).pathname;

/** Nothing of the machine that the tests run on tells the program who it is. */
const NOBODY = {
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_SESSION_TOKEN: '',
  AWS_PROFILE: '',
  AWS_REGION: '',
  AWS_DEFAULT_REGION: '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};
const CREDENTIALS = {
  ...NOBODY,
  AWS_ACCESS_KEY_ID: address.accessKeyId,
  AWS_SECRET_ACCESS_KEY: address.secretAccessKey,
};
const AS_ON_AMAZON = { env: CREDENTIALS, nodeArguments: ['--import', EVEN_OUT] };

const folder = () => temporaryFolder(onTestFinished);

async function newBucket() {
  const bucket = `cli-${randomUUID()}`;
  const store = await openTestBucket(address, { bucket, clock: systemClock, random: seededRandom(1) });
  return { bucket, store, at: ['--store', `s3://${bucket}/den`, '--endpoint', address.endpoint] };
}

const VAULT = {
  'Home.md': '# Home\n\nSee [[Größe]].\n',
  'docs/Größe.md': '# Größe\n\nEight.\n',
  'docs/plan.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
};

function writeVault(files: Record<string, string> = VAULT): string {
  const vault = join(folder(), 'vault');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(vault, path)), { recursive: true });
    writeFileSync(join(vault, path), content);
  }
  return vault;
}

async function holt(args: string[], options = AS_ON_AMAZON) {
  return await runHolt(args, options);
}

/** Everything below a folder but `.git`. */
function filesOf(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !path.startsWith('.git/'));
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(directory, path), 'utf8')]));
}

describe('--store', () => {
  it('keeps everything in the bucket: what is imported there comes back whole, and git and verify find nothing wrong', async () => {
    const { at, store } = await newBucket();
    const imported = await holt(['import', writeVault(), '--wiki', 'me/handbook', ...at, '--json']);
    expect(imported).toMatchObject({ status: 0 });
    expect(JSON.parse(imported.stdout)).toMatchObject({ pages: { added: 2 }, attachments: { added: 1 }, refused: [] });
    // Radosgw does not heed conditions on deletes, and the bucket has no versioning: told once each, and no reason to stop.
    expect(imported.stderr.match(/^holt: .*$/gm)).toEqual([
      expect.stringMatching(/when it deletes/),
      expect.stringMatching(/keeps no old versions/),
    ]);
    const { objects } = await store.list({ prefix: '' });
    expect(objects.filter(({ key }) => !key.startsWith('den/'))).toEqual([]);

    const out = join(folder(), 'out');
    const exported = await holt(['export', '--wiki', 'me/handbook', '--to', out, ...at]);
    expect(exported).toMatchObject({ status: 0, stderr: '' });
    expect(filesOf(out)).toEqual(VAULT);
    expect(await runGit(out, 'fsck', '--strict')).toBe('');
    expect(await runGit(out, 'status', '--porcelain')).toBe('');

    const verified = await holt(['verify', '--wiki', 'me/handbook', ...at, '--json']);
    expect(verified).toMatchObject({ status: 0 });
    expect(JSON.parse(verified.stdout)).toMatchObject({ differences: [], damage: [] });
  });

  it('is served by dev: pages, writes of agents, and clones of the stock git', async () => {
    const { at, bucket } = await newBucket();
    const edge = await startDev(at, AS_ON_AMAZON);
    onTestFinished(async () => void (await edge.stop()));
    expect(edge.data).toBe(`s3://${bucket}/den`);
    const asAgent = { headers: { authorization: `Bearer ${edge.token}` } };
    // A bucket may be served to the world: there, nothing is open before somebody says so.
    expect((await fetch(edge.url)).status).toBe(401);
    expect(await (await fetch(edge.url, asAgent)).text()).toContain('Getting Started');

    const session = await connect(edge.mcp, edge.token);
    onTestFinished(() => session.close());
    const written = await session.call('write_page', { wiki: 'me/notes', path: 'Far_away', content: '# Far away\n' });
    expect(written.data).toMatchObject({ committed: true, published: true });
    expect(await (await fetch(`${edge.url}Far_away`, asAgent)).text()).toContain('Far away');

    const clone = join(folder(), 'clone');
    const url = Object.assign(new URL('/me/notes.git', edge.url), { username: 'git', password: edge.token });
    await runGit('.', 'clone', '--quiet', url.href, clone);
    expect(await runGit(clone, 'fsck', '--strict')).toBe('');
    expect((await runGit(clone, 'rev-parse', 'HEAD')).trim()).toBe(written.data.revision);

    const token = await holt(['token', '--wiki', 'me/notes', '--scope', 'read', ...at]);
    expect(token).toMatchObject({ status: 0, stdout: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/) });
    expect((await holt(['wiki', 'list', ...at])).stdout).toBe('me/notes\tprivate\n');
  });

  it('is read with credentials that may only read, and writing with them says which right is missing', async () => {
    const { at, bucket } = await newBucket();
    await holt(['import', writeVault(), '--wiki', 'me/handbook', ...at]);
    const { stdout: token } = await holt(['token', '--wiki', 'me/handbook', '--scope', 'read', ...at]);
    await forbidWrites(address, bucket);
    const out = join(folder(), 'out');
    for (const args of [
      ['wiki', 'list'],
      ['export', '--wiki', 'me/handbook', '--to', out],
      ['log', '--wiki', 'me/handbook'],
      ['verify'],
    ]) {
      expect([args[0], await holt([...args, ...at])]).toMatchObject([args[0], { status: 0 }]);
    }
    const edge = await startDev(['--read-only', ...at], AS_ON_AMAZON);
    onTestFinished(async () => void (await edge.stop()));
    const headers = { authorization: `Bearer ${token.trim()}` };
    expect((await fetch(`${edge.url}me/handbook/`, { headers })).status).toBe(200);

    const refused = await holt(['import', writeVault({ 'New.md': 'new' }), '--wiki', 'me/handbook', ...at]);
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringMatching(/^holt: .*grant .*s3:PutObject.*\n$/) });
  });
});

describe('--store says in one line what is wrong, ends with 1 and changes nothing, when', () => {
  async function refusal(args: string[], options: Parameters<typeof runHolt>[1] = AS_ON_AMAZON): Promise<string> {
    const { status, stdout, stderr } = await runHolt(args, options);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^holt: [^\n]*\n$/);
    return stderr;
  }
  const create = (...at: string[]) => ['wiki', 'create', 'me/new', '--public', ...at];

  it('the server does not heed conditions as Amazon S3 does', async () => {
    const { at, store } = await newBucket();
    const said = await refusal(create(...at), { env: CREDENTIALS });
    expect(said).toMatch(/This object store can't be used\. It refuses If-Match.*Use Amazon S3/);
    expect((await store.list({ prefix: '' })).objects).toEqual([]);
  });

  it('there is no such bucket', async () => {
    const at = ['--store', `s3://missing-${randomUUID()}`, '--endpoint', address.endpoint];
    expect(await refusal(create(...at))).toMatch(/s3:\/\/missing-.*the bucket doesn't exist: make it/);
  });

  it('the secret key is wrong', async () => {
    const { at } = await newBucket();
    const options = { ...AS_ON_AMAZON, env: { ...CREDENTIALS, AWS_SECRET_ACCESS_KEY: 'wrong' } };
    expect(await refusal(create(...at), options)).toContain('set AWS_SECRET_ACCESS_KEY anew');
  });

  it('there are no credentials', async () => {
    const { at } = await newBucket();
    const options = { ...AS_ON_AMAZON, env: NOBODY };
    expect(await refusal(['wiki', 'list', ...at], options)).toMatch(/no credentials.*AWS_ACCESS_KEY_ID/);
  });

  it('nobody listens at the endpoint', async () => {
    const at = ['--store', 's3://den', '--endpoint', 'http://127.0.0.1:9'];
    expect(await refusal(['wiki', 'list', ...at])).toMatch(
      /No S3 server answers at http:\/\/127\.0\.0\.1:9.*--endpoint/,
    );
  });

  it('nothing is there to be read', async () => {
    const { at, bucket } = await newBucket();
    expect(await refusal(['wiki', 'list', ...at])).toContain(`no data at s3://${bucket}/den`);
  });

  it('something else is there', async () => {
    const { at, store, bucket } = await newBucket();
    await store.put('den/thesis.txt', 'mine');
    expect(await refusal(create(...at))).toContain(`s3://${bucket}/den holds other things`);
    expect((await store.list({ prefix: '' })).objects).toHaveLength(1);
  });
});
