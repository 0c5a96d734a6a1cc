import { randomUUID } from 'node:crypto';
import { PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { describe, expect, inject, it } from 'vitest';
import { checkObjectStore } from './check-object-store.ts';
import { systemClock } from './clock.ts';
import { openKeyValueStore } from './open-key-value-store.ts';
import { openS3ObjectStore } from './open-s3-object-store.ts';
import { seededRandom } from './seeded-random.ts';
import { forbidWrites } from './testing/forbid-writes.ts';
import { runKeyValueStoreContract } from './testing/key-value-store-contract.ts';
import { runObjectStoreContract } from './testing/object-store-contract.ts';
import { connectTo, makeRadosClient, openTestBucket } from './testing/open-test-bucket.ts';
import { outcomesOf } from './testing/outcomes.ts';

const address = inject('radosGateway');
const tools = { clock: systemClock, random: seededRandom(1) };
const newBucket = () => `bucket-${randomUUID()}`;
const openStore = (options: { bucket?: string; prefix?: string } = {}) =>
  openTestBucket(address, { bucket: newBucket(), ...options, ...tools });

runObjectStoreContract('openS3ObjectStore on radosgw', () => openStore(), {
  conditionalDelete: 'radosgw 16 ignores If-Match on DELETE',
});

runKeyValueStoreContract('openKeyValueStore over openS3ObjectStore on radosgw', async () =>
  openKeyValueStore({ store: await openStore({ prefix: 'holt/test' }), key: 'control/settings.json' }),
);

describe('openS3ObjectStore on radosgw', () => {
  it('keeps apart what has different prefixes of one bucket', async () => {
    const bucket = newBucket();
    const [all, den, deep, other] = await Promise.all(
      ['', 'den', 'den/deep', 'den2'].map((prefix) => openStore({ bucket, prefix })),
    );
    for (const store of [den, deep, other]) await store?.put('a/b', 'x', { ifNoneMatch: '*' });
    await den?.delete('a/b');
    await den?.put('c', 'x');
    const keysOf = async (store = all) => (await store?.list({ prefix: '' }))?.objects.map(({ key }) => key);
    expect(await keysOf(deep)).toEqual(['a/b']);
    expect(await keysOf(den)).toEqual(['c', 'deep/a/b']);
    expect(await keysOf(all)).toEqual(['den/c', 'den/deep/a/b', 'den2/a/b']);
    expect(await den?.list({ prefix: '', delimiter: '/', startAfter: 'c' })).toEqual({
      objects: [],
      prefixes: ['deep/'],
    });
    expect(await den?.list({ prefix: '', startAfter: 'd', limit: 1 })).toMatchObject({
      objects: [{ key: 'deep/a/b' }],
    });
  });

  it('tells of a bucket that does not exist, whatever is asked first', async () => {
    const bucket = newBucket();
    const open = () => openS3ObjectStore({ bucket, connection: connectTo(address, bucket), ...tools });
    const works = [
      () => open().get('a'),
      () => open().head('a'),
      () => open().put('a', 'x'),
      () => open().put('a', 'x', { ifMatch: 'abc' }),
      () => open().delete('a'),
      () => open().list({ prefix: '' }),
    ];
    for (const work of works) {
      await expect(work()).rejects.toMatchObject({ code: 'unusable', message: expect.stringMatching(/make it/) });
    }
  });

  it('tells of a secret key that is wrong', async () => {
    const bucket = newBucket();
    const connection = connectTo({ ...address, secretAccessKey: 'wrong' }, bucket);
    const store = openS3ObjectStore({ bucket, connection, ...tools });
    await expect(store.put('a', 'x')).rejects.toMatchObject({
      code: 'unusable',
      message: expect.stringMatching(/AWS_SECRET_ACCESS_KEY/),
    });
    expect(await outcomesOf([() => store.head('a'), () => store.get('a')])).toEqual(['unusable', 'unusable']);
  });

  it('tells of credentials that may read and not write', async () => {
    const bucket = newBucket();
    const store = await openStore({ bucket });
    await store.put('a', 'before');
    await forbidWrites(address, bucket);
    for (const options of [{}, { ifNoneMatch: '*' as const }, { ifMatch: 'abc' }]) {
      await expect(store.put('a', 'x', options)).rejects.toMatchObject({
        code: 'unusable',
        message: expect.stringContaining(`s3://${bucket}/a: access is denied: grant these credentials s3:PutObject`),
      });
    }
    await expect(store.delete('a')).rejects.toThrow(/s3:DeleteObject/);
    await expect(checkObjectStore(store, tools)).rejects.toThrow(/s3:PutObject/);
    expect(new TextDecoder().decode((await store.get('a'))?.body)).toBe('before');
  });
});

describe('checkObjectStore on radosgw', () => {
  it('warns that deletes ignore If-Match and that versioning is off, and leaves nothing behind', async () => {
    const store = await openStore();
    const { warnings } = await checkObjectStore(store, tools);
    expect(warnings).toEqual([expect.stringMatching(/when it deletes/), expect.stringMatching(/no old versions/)]);
    expect((await store.list({ prefix: '' })).objects).toEqual([]);
  });

  it('refuses a bucket with versioning, in which radosgw ignores If-None-Match', async () => {
    const bucket = newBucket();
    const store = await openStore({ bucket });
    const versioning = { Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' as const } };
    await makeRadosClient(address).send(new PutBucketVersioningCommand(versioning));
    expect(await store.findWarnings()).toEqual([]);
    await expect(checkObjectStore(store, tools)).rejects.toThrow(/It ignores If-None-Match: it replaces what exists/);
  });

  it('refuses it without what evens it out, for it refuses ETags in quotes', async () => {
    const bucket = newBucket();
    await openStore({ bucket });
    const { endpoint, accessKeyId, secretAccessKey } = address;
    const store = openS3ObjectStore({ bucket, endpoint, credentials: { accessKeyId, secretAccessKey }, ...tools });
    await expect(checkObjectStore(store, tools)).rejects.toThrow(
      /refuses If-Match with the ETag of the object as it is/,
    );
  });
});
