import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from './clock.ts';
import type { StorageError } from './errors.ts';
import { KEY_VALUE_LIMITS } from './key-value-store.ts';
import { openCloudFrontKeyValueStore } from './open-cloudfront-key-value-store.ts';
import { systemRandom } from './random.ts';
import { openKeyValueScene } from './testing/key-value-scene.ts';
import {
  ARN,
  after,
  CREDENTIALS,
  type Fault,
  leaveAlone,
  loseRequest,
  refuse,
  startKeyValueService,
} from './testing/key-value-service.ts';
import { runKeyValueStoreContract } from './testing/key-value-store-contract.ts';
import { outcomesOf } from './testing/outcomes.ts';

const parts = { clock: systemClock, random: systemRandom };

for (const missingDeletes of ['ignored', 'refused'] as const) {
  runKeyValueStoreContract(`openCloudFrontKeyValueStore (deletes of missing keys ${missingDeletes})`, async () => {
    const service = await startKeyValueService({ missingDeletes });
    return openCloudFrontKeyValueStore({ arn: ARN, client: service.makeClient(), ...parts });
  });
}

describe('openCloudFrontKeyValueStore', () => {
  it('sends nothing', async () => {
    const { service } = await openKeyValueScene();
    expect(service.requests).toEqual([]);
  });

  it.each([
    '',
    'my-store',
    'arn:aws:cloudfront::123456789012:distribution/E1',
    'arn:aws:cloudfront::12:key-value-store/x',
    'arn:aws-cn:cloudfront::123456789012:key-value-store/x',
  ])('refuses %j, which is the ARN of no key-value store', (arn) => {
    expect(() => openCloudFrontKeyValueStore({ arn, ...parts })).toThrow(TypeError);
  });

  it('refuses a client together with credentials', async () => {
    const client = (await startKeyValueService()).makeClient();
    expect(() => openCloudFrontKeyValueStore({ arn: ARN, client, credentials: CREDENTIALS, ...parts })).toThrow(
      TypeError,
    );
  });

  it('refuses a client that would send an update again', async () => {
    const service = await startKeyValueService();
    const client = service.makeClient({ maxAttempts: 3 });
    const store = openCloudFrontKeyValueStore({ arn: ARN, client, ...parts });
    await expect(store.update({ put: { a: '1' } })).rejects.toThrow(/maxAttempts: 1/);
    expect(service.requests).toEqual([]);
  });

  it('without a client asks the environment who it is, and names the remedy when that does not say', async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE', 'AWS_REGION']) {
      vi.stubEnv(name, undefined);
    }
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/dev/null');
    const store = openCloudFrontKeyValueStore({ arn: ARN, ...parts });
    await expect(store.get('a')).rejects.toMatchObject({
      code: 'unusable',
      key: 'a',
      message: expect.stringMatching(/no credentials were found.*AWS_ACCESS_KEY_ID/),
    });
  });
});

describe('reading', () => {
  it('tells a missing store from a missing key', async () => {
    const { store, service } = await openKeyValueScene();
    expect(await store.get('a')).toBeUndefined();
    const other = openCloudFrontKeyValueStore({
      arn: ARN.replace('3f1c', '4f1c'),
      client: service.makeClient(),
      ...parts,
    });
    for (const work of [() => other.get('a'), () => other.etag(), () => other.entries()]) {
      await expect(work()).rejects.toMatchObject({
        code: 'unusable',
        message: expect.stringContaining('check its ARN'),
      });
    }
    const sent = service.requests.length;
    await expect(other.update({ put: { a: '1' } })).rejects.toMatchObject({ code: 'unusable' });
    expect(service.operations().slice(sent)).toEqual(['DescribeKeyValueStore']);
  });

  it('asks once only whether the store exists', async () => {
    const { store, service } = await openKeyValueScene();
    for (const key of ['a', 'b', 'c']) await store.get(key);
    expect(service.operations()).toEqual(['GetKey', 'DescribeKeyValueStore', 'GetKey', 'GetKey']);
  });

  it('finds keys that a URL would part', async () => {
    const { store, service } = await openKeyValueScene();
    for (const key of ['access:o/w', 'a b?c#d', '100%', 'é/😀', 'a//b']) {
      service.entries.set(key, `value of ${key}`);
      expect(await store.get(key)).toBe(`value of ${key}`);
    }
  });

  it('lists a small store by one request', async () => {
    const { store, service } = await openKeyValueScene();
    for (let n = 10; n < 60; n += 1) service.entries.set(`key-${n}`, `${n}`);
    expect(await store.entries()).toHaveLength(50);
    expect(service.operations()).toEqual(['ListKeys']);
  });

  /** Fills three pages. */
  const fill = (entries: Map<string, string>) => {
    for (let n = 100; n < 221; n += 1) entries.set(`key-${n}`, `${n}`);
  };

  it('lists a store of several pages', async () => {
    const { store, service } = await openKeyValueScene();
    fill(service.entries);
    const entries = await store.entries();
    expect(entries).toHaveLength(121);
    expect(entries.map(({ key }) => key)).toEqual([...service.entries.keys()]);
  });

  it('lists anew when an update came between two pages', async () => {
    const { store, service, delaysMs } = await openKeyValueScene();
    fill(service.entries);
    const pass: Fault = (answer) => answer();
    service.plan(
      'ListKeys',
      pass,
      pass,
      after(() => service.change({ 'key-100': 'new', last: 'new' })),
    );
    const entries = await store.entries();
    expect(entries).toHaveLength(122);
    expect(new Map(entries.map(({ key, value }) => [key, value]))).toEqual(service.entries);
    expect(delaysMs).toHaveLength(1);
  });

  it('gives up with conflict when every listing is disturbed', async () => {
    const { store, service, clock } = await openKeyValueScene();
    fill(service.entries);
    service.plan('ListKeys', ...Array.from({ length: 400 }, () => after(() => service.change({ last: '1' }))));
    await expect(store.entries()).rejects.toMatchObject({ code: 'conflict' });
    expect(clock.now()).toBeGreaterThan(50_000);
    expect(clock.now()).toBeLessThan(60_000);
  });

  it('is tried again after 500, 503, 429 and a lost request, four times in all', async () => {
    const { store, service } = await openKeyValueScene();
    service.entries.set('a', '1');
    const throttled = refuse(400, 'ThrottlingException');
    service.plan('GetKey', refuse(500, 'InternalServerException'), throttled, loseRequest);
    expect(await store.get('a')).toBe('1');
    service.plan('GetKey', refuse(503, 'ServiceUnavailable'), refuse(429, 'TooManyRequestsException'), throttled);
    service.plan('GetKey', loseRequest);
    await expect(store.get('a')).rejects.toMatchObject({ code: 'unavailable' });
    expect(service.requests).toHaveLength(8);
  });

  it('is given up after 30 s without an answer, and tried again', async () => {
    const { store, service, clock } = await openKeyValueScene();
    service.entries.set('a', '1');
    service.plan('GetKey', leaveAlone);
    const value = store.get('a');
    await service.received('GetKey', 1);
    await clock.advance(30_000);
    expect(await value).toBe('1');
  });

  it.each([
    [403, 'AccessDeniedException', /grant these credentials cloudfront-keyvaluestore:GetKey \(resource arn:aws/],
    [403, 'UnrecognizedClientException', /access key isn't known/],
    [403, 'InvalidSignatureException', /secret key is not the access key's, or this machine's clock/],
    [403, 'ExpiredTokenException', /credentials have expired: renew/],
    [400, 'ValidationException', /refuses it \(400, ValidationException\)/],
    [405, 'MethodNotAllowed', /refuses it/],
  ])('that is refused with %i and %s names the remedy', async (status, type, message) => {
    const { store, service } = await openKeyValueScene();
    service.plan('GetKey', refuse(status, type));
    const error = (await store.get('a').catch((thrown: StorageError) => thrown)) as StorageError;
    expect(error).toMatchObject({ name: 'StorageError', code: 'unusable', key: 'a' });
    expect(error.message).toMatch(message);
    expect(service.requests).toHaveLength(1);
  });
});

describe('a limit', () => {
  it.each([
    ['an empty key', { put: { '': '1' } }, 'invalid-key'],
    ['a key that is too long', { delete: ['x'.repeat(513)] }, 'invalid-key'],
    ['half a character', { put: { '\ud800': '1' } }, 'invalid-key'],
    ['a value that is too long', { put: { a: 'x'.repeat(1_025) } }, 'too-large'],
    ['51 keys', { delete: Array.from({ length: 51 }, (_, n) => `${n}`) }, 'too-large'],
  ])('is held before anything is sent: %s', async (_, change, code) => {
    const { store, service } = await openKeyValueScene();
    expect(await outcomesOf([() => store.update(change)])).toEqual([code]);
    expect(service.requests).toEqual([]);
  });

  /** Leaves less room than one more of its entries takes. */
  const fill = (entries: Map<string, string>) => {
    const value = 'x'.repeat(KEY_VALUE_LIMITS.maxValueBytes);
    const count = Math.floor(KEY_VALUE_LIMITS.maxStoreBytes / (10 + value.length));
    for (let n = 0; n < count; n += 1) entries.set(String(n).padStart(10, '0'), value);
    return value;
  };

  it('of the whole store is held before the update is sent', async () => {
    const { store, service, sendings } = await openKeyValueScene();
    const value = fill(service.entries);
    await expect(store.update({ put: { more: value } })).rejects.toMatchObject({ code: 'too-large' });
    expect(sendings()).toBe(0);
  });

  it('of the whole store leaves room for what replaces as much', async () => {
    const { store, service } = await openKeyValueScene();
    const value = fill(service.entries);
    await store.update({ put: { '0000000001': value.replace('x', 'y') } });
    await store.update({ put: { more: value }, delete: ['0000000000'] });
    await store.update({ delete: ['0000000002'] });
    expect(await store.get('more')).toBe(value);
  });

  it('that only the service knows is too-large as well', async () => {
    const { store, service } = await openKeyValueScene();
    service.plan('UpdateKeys', refuse(402, 'ServiceQuotaExceededException'));
    await expect(store.update({ put: { a: '1' } })).rejects.toMatchObject({ code: 'too-large' });
  });
});
