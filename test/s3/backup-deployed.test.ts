import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openKeyRing } from '@holt/auth';
import { accessKey, KEY_VALUES_KEY, kidKey, SITE_KEY } from '@holt/edge';
import { DEPLOYMENT_KEY, encodeDeployment, siteRecordOf } from '@holt/lambda/deployment';
import {
  openFileObjectStore,
  openKeyValueStore,
  openMirroredKeyValueStore,
  seededRandom,
  systemClock,
  systemRandom,
} from '@holt/storage';
import { openCloudFrontKeyValueStore } from '@holt/storage/cloudfront';
import { openTestBucket } from '@holt/storage/testing/s3';
import { publishAssets } from '@holt/wiki';
import { expect, inject, it, onTestFinished } from 'vitest';
import { startLocalEdge } from '../../packages/local/src/local-edge.ts';
import { ARN, serveKeyValues } from '../../packages/storage/src/testing/serve-key-values.ts';
import { runHolt, temporaryFolder } from '../support/holt-process.ts';

const address = inject('radosGateway');
const PRELOADS = ['../support/even-out-rados-gateway.mjs', '../deployed/answer-local-names.mjs'];
const DEPLOYMENT = { origin: 'https://wiki.example', keyValueStore: ARN, region: 'us-east-1' };

/** A stage as its first deployment leaves it: the record, the first key, the site's entry, the assets. */
async function deployStage() {
  const bucket = `restored-${randomUUID()}`;
  const store = await openTestBucket(address, { bucket, clock: systemClock, random: seededRandom(1) });
  const service = await serveKeyValues({ accessKeyId: address.accessKeyId });
  onTestFinished(() => service.close());
  const client = service.makeClient();
  const atEdge = openCloudFrontKeyValueStore({ arn: ARN, client, clock: systemClock, random: systemRandom });
  const keyValues = openMirroredKeyValueStore({
    store,
    key: KEY_VALUES_KEY,
    mirror: async () => atEdge,
    random: systemRandom,
  });
  await store.put(DEPLOYMENT_KEY, encodeDeployment(DEPLOYMENT));
  await openKeyRing({ keyValues, clock: systemClock, random: systemRandom }).ensure();
  await keyValues.update({ put: { [SITE_KEY]: JSON.stringify(siteRecordOf(DEPLOYMENT)) } });
  await publishAssets(store);
  const env = {
    AWS_ACCESS_KEY_ID: address.accessKeyId,
    AWS_SECRET_ACCESS_KEY: address.secretAccessKey,
    AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: service.endpoint,
  };
  const nodeArguments = PRELOADS.flatMap((path) => ['--import', new URL(path, import.meta.url).pathname]);
  return { url: `s3://${bucket}`, store, service, atEdge, options: { env, nodeArguments } };
}

async function keyValuesIn(data: string): Promise<Map<string, string>> {
  const store = openFileObjectStore({ directory: join(data, 'store'), random: seededRandom(1) });
  const entries = await openKeyValueStore({ store, key: KEY_VALUES_KEY }).entries();
  return new Map(entries.map(({ key, value }) => [key, value]));
}

it('a backup is restored into a stage that was just deployed: its edge has keys and rights of the backup, and its own address', {
  timeout: 180_000,
}, async () => {
  const folder = temporaryFolder(onTestFinished);
  const [vault, data, again] = [join(folder, 'vault'), join(folder, 'data'), join(folder, 'again')];
  mkdirSync(vault);
  writeFileSync(join(vault, 'Home.md'), '# Home\n\nIt is back.\n');
  const stage = await deployStage();
  const holt = async (...args: string[]) => {
    const { status, stderr } = await runHolt(args, stage.options);
    expect([args[0], status, stderr]).toEqual([args[0], 0, expect.any(String)]);
  };
  await holt('import', vault, '--wiki', 'me/notes', '--public', '--data', data);
  const original = await keyValuesIn(data);
  const keysOf = (entries: Map<string, string>) => [...entries].filter(([key]) => key.startsWith(kidKey(''))).sort();

  const at = ['--store', stage.url, '--endpoint', address.endpoint];
  await holt('backup', '--data', data, '--to', stage.url, '--to-endpoint', address.endpoint);
  await holt('rebuild', ...at);
  expect(keysOf(stage.service.entries)).toEqual(keysOf(original));
  expect(stage.service.entries.get(accessKey('me', 'notes'))).toBe(original.get(accessKey('me', 'notes')));
  expect(JSON.parse(stage.service.entries.get(SITE_KEY) ?? '')).toEqual(siteRecordOf(DEPLOYMENT));
  const edge = await startLocalEdge({ store: stage.store, keyValues: stage.atEdge, port: 0 });
  onTestFinished(() => edge.close());
  const response = await fetch(`${edge.url}/me/notes/`);
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('It is back.')]);

  // And the other way round: where the stage is deployed is no part of a backup.
  await holt('backup', ...at, '--to', again);
  const { [SITE_KEY]: _, ...others } = Object.fromEntries(stage.service.entries);
  expect(Object.fromEntries(await keyValuesIn(again))).toEqual(others);
  const copied = openFileObjectStore({ directory: join(again, 'store'), random: seededRandom(1) });
  const { objects } = await copied.list({ prefix: 'control/' });
  expect(objects.map(({ key }) => key)).toEqual(['control/backup.json', KEY_VALUES_KEY, 'control/me/notes/wiki.json']);
});
