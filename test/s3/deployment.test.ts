import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openKeyRing, verifyToken } from '@holt/auth';
import { accessKey, hostKey, KEY_VALUES_KEY, SITE_KEY } from '@holt/edge';
import { DEPLOYMENT_KEY, encodeDeployment, siteRecordOf } from '@holt/lambda/deployment';
import { type KeyValueStore, type ObjectStore, seededRandom, systemClock, systemRandom } from '@holt/storage';
import { openCloudFrontKeyValueStore } from '@holt/storage/cloudfront';
import { openTestBucket } from '@holt/storage/testing/s3';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { startLocalEdge } from '../../packages/local/src/local-edge.ts';
import { loseRequest } from '../../packages/storage/src/testing/key-value-service.ts';
import {
  ARN,
  CREDENTIALS as OTHER_CREDENTIALS,
  type ServedKeyValues,
  serveKeyValues,
} from '../../packages/storage/src/testing/serve-key-values.ts';
import { type Finished, runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';

const address = inject('radosGateway');
const PRELOADS = ['../support/even-out-rados-gateway.mjs', '../deployed/answer-local-names.mjs'];
const DEPLOYMENT = { origin: 'https://wiki.example', keyValueStore: ARN, region: 'us-east-1' };
/** Many commands, each a process. */
const SLOW = { timeout: 180_000 };

interface Scene {
  store: ObjectStore;
  /** What CloudFront's store has. */
  service: ServedKeyValues;
  keyValues: KeyValueStore;
  at: string[];
  options: { env: Record<string, string>; nodeArguments: string[] };
  holt(...args: string[]): Promise<Finished>;
  /** What a command prints as JSON, when it is well. */
  facts(...args: string[]): Promise<ReturnType<typeof JSON.parse>>;
}

/** A bucket on which a stage was deployed, with the key-value store of its edge. */
async function openScene({ accessKeyId = address.accessKeyId, record = encodeDeployment(DEPLOYMENT) } = {}) {
  const bucket = `deployed-${randomUUID()}`;
  const store = await openTestBucket(address, { bucket, clock: systemClock, random: seededRandom(1) });
  await store.put(DEPLOYMENT_KEY, record);
  const service = await serveKeyValues({ accessKeyId });
  onTestFinished(() => service.close());
  const at = ['--store', `s3://${bucket}`, '--endpoint', address.endpoint];
  const options = {
    nodeArguments: PRELOADS.flatMap((path) => ['--import', new URL(path, import.meta.url).pathname]),
    env: {
      AWS_ACCESS_KEY_ID: address.accessKeyId,
      AWS_SECRET_ACCESS_KEY: address.secretAccessKey,
      AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: service.endpoint,
      HOLT_OIDC_ISSUER: '',
    },
  };
  const holt = (...args: string[]) => runHolt([...args, ...at], options);
  const scene: Scene = {
    store,
    service,
    keyValues: openCloudFrontKeyValueStore({
      arn: ARN,
      client: service.makeClient(),
      clock: systemClock,
      random: systemRandom,
    }),
    at,
    options,
    holt,
    async facts(...args) {
      const { status, stdout, stderr } = await holt(...args, '--json');
      expect([args[0], status, stderr.replaceAll(/^holt: (The store ignores|The bucket).*\n/gm, '')]).toEqual([
        args[0],
        0,
        expect.not.stringContaining('holt:'),
      ]);
      return JSON.parse(stdout);
    },
  };
  return scene;
}

function writeVault(): string {
  const vault = join(temporaryFolder(onTestFinished), 'vault');
  mkdirSync(vault);
  writeFileSync(join(vault, 'Home.md'), '# Home\n\nBehind a door.\n');
  return vault;
}

/** The deployed functions on the store that they would read. */
async function startEdge({ store, keyValues }: Scene): Promise<(token?: string) => Promise<number>> {
  const edge = await startLocalEdge({ store, keyValues, port: 0 });
  onTestFinished(() => edge.close());
  return async (token) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${edge.url}/me/handbook/`, { headers });
    await response.arrayBuffer();
    return response.status;
  };
}

/** Everything in the bucket, to see that nothing has changed. */
async function listAll(store: ObjectStore): Promise<unknown> {
  return (await store.list({ prefix: '' })).objects;
}

describe('on a bucket that is deployed, the command', SLOW, () => {
  it('makes wikis, tokens and rights that are good at the deployed edge', async () => {
    const scene = await openScene();
    const { facts, service, store, keyValues } = scene;
    await facts('import', writeVault(), '--wiki', 'me/handbook');
    const read = await startEdge(scene);
    const made = await facts('token', '--wiki', 'me/handbook', '--scope', 'read');
    const other = await facts('token', '--wiki', 'me/handbook', '--scope', 'write');
    expect([await read(), await read(made.token), await read(other.token)]).toEqual([401, 200, 200]);
    const ring = openKeyRing({ keyValues, clock: systemClock, random: systemRandom });
    const rules = { issuer: DEPLOYMENT.origin, audience: DEPLOYMENT.origin };
    expect(await verifyToken(ring, other.token, rules)).toMatchObject({ scope: ['read', 'write'] });
    expect(JSON.parse(service.entries.get(SITE_KEY) ?? '')).toEqual(siteRecordOf(DEPLOYMENT));

    await facts('token', 'revoke', made.id);
    expect([await read(made.token), await read(other.token)]).toEqual([401, 200]);
    await facts('wiki', 'set', 'me/handbook', '--public');
    expect(await read()).toBe(200);
    await facts('wiki', 'set', 'me/handbook', '--private', '--rule', 'Home=public');
    expect(await read()).toBe(200);
    await facts('host', 'set', 'handbook.example', 'me/handbook');
    await facts('wiki', 'home', 'me/handbook');
    await facts('grant', 'alice@example.com', '--wiki', 'me/handbook', '--role', 'reader');
    expect(Object.fromEntries(service.entries)).toMatchObject({
      [hostKey('handbook.example')]: 'me/handbook',
      home: '/me/handbook/',
    });
    const own = JSON.parse(new TextDecoder().decode((await store.get(KEY_VALUES_KEY))?.body));
    expect(own).toEqual({ entries: Object.fromEntries(service.entries) });
  });

  it('shows it read-only from here, and takes no writes beside its handlers', async () => {
    const scene = await openScene();
    await scene.facts('import', writeVault(), '--wiki', 'me/handbook');
    const { token } = await scene.facts('token', '--wiki', 'me/handbook', '--scope', 'read');
    const edge = await startDev(['--read-only', ...scene.at], scene.options);
    onTestFinished(async () => void (await edge.stop()));
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${edge.url}me/handbook/`, { headers })).status).toBe(200);
    expect(await scene.holt('dev', '--port', '0')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/is served at https:\/\/wiki\.example.*--read-only/),
    });
  });
});

describe('on a bucket whose edge or record fails, the command', SLOW, () => {
  it("ends with 1 when the edge's store can't be reached, which opens nothing, and reconcile makes that good", async () => {
    const scene = await openScene();
    await scene.facts('import', writeVault(), '--wiki', 'me/handbook');
    const before = Object.fromEntries(scene.service.entries);
    scene.service.plan('DescribeKeyValueStore', loseRequest, loseRequest, loseRequest, loseRequest);
    const { status, stdout, stderr } = await scene.holt('wiki', 'set', 'me/handbook', '--public');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^holt: The change is kept, but the edge does not know it yet: .* The key-value store that the edge of https:\/\/wiki\.example reads can't be reached\. .*\n$/m,
    );
    expect(Object.fromEntries(scene.service.entries)).toEqual(before);
    const keptHere = async () => new TextDecoder().decode((await scene.store.get(KEY_VALUES_KEY))?.body);
    expect(await keptHere()).toContain('"pending"');

    const read = await startEdge(scene);
    expect(await read()).toBe(401);
    expect(await scene.holt('reconcile')).toMatchObject({ status: 0, stderr: expect.stringContaining('1 entry') });
    expect(await read()).toBe(200);
    expect(await keptHere()).not.toContain('"pending"');
  });

  it("ends with 1 when the edge's store knows nobody of that key, and reads all the same", async () => {
    const scene = await openScene({ accessKeyId: OTHER_CREDENTIALS.accessKeyId });
    const refused = await scene.holt('import', writeVault(), '--wiki', 'me/handbook');
    expect(refused).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^holt: .* the edge of https:\/\/wiki\.example reads can't be used\. .*secret key.*\n$/m,
      ),
    });
    expect(await scene.holt('wiki', 'list')).toMatchObject({ status: 0, stdout: '' });
    expect(scene.service.entries.size).toBe(0);
  });

  it.each([
    ['not JSON', 'https://wiki.example'],
    ['without the key-value store', '{"origin":"https://wiki.example","region":"us-east-1"}'],
    ['of another cloud', encodeDeployment({ ...DEPLOYMENT, keyValueStore: 'arn:aws:s3:::den' })],
  ])('ends with 1 and changes nothing when the record of the deployment is %s', async (_what, record) => {
    const { store, holt } = await openScene({ record });
    const before = await listAll(store);
    const { status, stdout, stderr } = await holt('wiki', 'create', 'me/new', '--public');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^holt: control\/deployment\.json .*\n$/m);
    expect(await listAll(store)).toEqual(before);
  });
});

describe('holt doctor, on a bucket that is deployed', SLOW, () => {
  async function examine(scene: Scene) {
    const { status, stdout } = await scene.holt('doctor', '--json');
    const { findings, origin } = JSON.parse(stdout) as {
      origin?: string;
      findings: { name: string; state: string; found: string; remedy?: string }[];
    };
    const named = (state: string) => findings.filter((finding) => finding.state === state).map(({ name }) => name);
    return { status, origin, findings, problems: named('problem'), named };
  }

  it('tells what a new one lacks, and that a set up one lacks nothing', async () => {
    const scene = await openScene();
    const fresh = await examine(scene);
    expect(fresh).toMatchObject({ status: 1, origin: DEPLOYMENT.origin, problems: ['assets', 'site', 'keys'] });
    for (const { state, remedy } of fresh.findings) if (state === 'problem') expect(remedy).toMatch(/[Dd]eploy/);
    await scene.facts('import', writeVault(), '--wiki', 'me/handbook');
    await scene.facts('wiki', 'home', 'me/handbook');
    const well = await examine(scene);
    expect([well.status, well.problems, well.named('warning')]).toEqual([
      0,
      [],
      // Radosgw does not heed conditions on deletes, and the bucket has no versioning.
      ['conditional-deletes', 'versioning'],
    ]);
    expect(well.named('ok')).toEqual(
      expect.arrayContaining(['data', 'conditions', 'deployment', 'edge', 'site', 'keys', 'access', 'pages']),
    );
    expect(well.named('note')).toEqual(['sign-in']);
  });

  it('tells what the edge does not know, which reconcile brings there', async () => {
    const scene = await openScene();
    await scene.facts('import', writeVault(), '--wiki', 'me/handbook');
    scene.service.change({ [SITE_KEY]: '{}', [accessKey('me', 'handbook')]: '{"public":true}' });
    const { status, findings, problems } = await examine(scene);
    expect([status, problems]).toEqual([1, ['edge']]);
    expect(findings).toContainEqual(
      expect.objectContaining({ found: 'The edge does not have 2 entries as they are: site, access:me/handbook.' }),
    );
    expect(await scene.holt('reconcile')).toMatchObject({ status: 0 });
    expect(await examine(scene)).toMatchObject({ status: 0, problems: [] });
  });

  it("goes on as far as it can when the edge's store can't be reached, or the record is garbled", async () => {
    const silent = await openScene();
    await silent.facts('import', writeVault(), '--wiki', 'me/handbook');
    await silent.service.close();
    expect((await examine(silent)).problems).toEqual(['edge']);
    const garbled = await openScene({ record: '{' });
    expect((await examine(garbled)).problems).toEqual(['deployment', 'assets']);
  });
});
