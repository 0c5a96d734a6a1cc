import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import * as storage from './index.ts';
import * as cloudfront from './open-cloudfront-key-value-store.ts';
import * as s3 from './open-s3-object-store.ts';
import * as testing from './testing/index.ts';
import * as testingS3 from './testing/s3.ts';

it('exports these names and no others', () => {
  expect(Object.keys(storage).sort()).toEqual([
    'KEY_VALUE_LIMITS',
    'MemoryObjectStore',
    'StorageError',
    'checkObjectKey',
    'checkObjectStore',
    'compareKeys',
    'copyObject',
    'isObjectKey',
    'manualClock',
    'openFileObjectStore',
    'openKeyValueStore',
    'openMirroredKeyValueStore',
    'seededRandom',
    'systemClock',
    'systemRandom',
  ]);
});

it('exports these names and no others for tests', () => {
  expect(Object.keys(testing).sort()).toEqual([
    'bodyEtagStore',
    'chainStore',
    'countingStore',
    'runKeyValueStoreContract',
    'runObjectStoreContract',
  ]);
});

it('exports these names and no others for S3', () => {
  expect(Object.keys(s3)).toEqual(['openS3ObjectStore']);
  expect(Object.keys(testingS3).sort()).toEqual([
    'evenOutEveryConnection',
    'forbidWrites',
    'makeRadosClient',
    'openTestBucket',
    'startRadosGateway',
  ]);
});

it('exports this name and no others for CloudFront', () => {
  expect(Object.keys(cloudfront)).toEqual(['openCloudFrontKeyValueStore']);
});

it('loads a client of the AWS SDK for nobody but who imports the key-value store of CloudFront', async () => {
  const script = (module: string) => `
    import { registerHooks } from 'node:module';
    let loaded = '';
    registerHooks({ load: (url, context, next) => { loaded += url + '\\n'; return next(url, context); } });
    await import(${JSON.stringify(new URL(module, import.meta.url).href)});
    process.stdout.write(loaded);`;
  const loadedBy = async (module: string) =>
    (await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script(module)])).stdout;
  expect(await loadedBy('./index.ts')).not.toContain('@aws-sdk');
  expect(await loadedBy('./open-s3-object-store.ts')).not.toContain('@aws-sdk');
  const cloudFrontStore = await loadedBy('./open-cloudfront-key-value-store.ts');
  expect(cloudFrontStore).toContain('client-cloudfront-keyvaluestore');
  expect(cloudFrontStore).toContain('signature-v4a');
  expect(cloudFrontStore).not.toContain('client-s3');
});
