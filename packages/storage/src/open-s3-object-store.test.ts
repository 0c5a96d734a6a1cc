import { describe, expect, it, vi } from 'vitest';
import type { StorageError } from './errors.ts';
import { manualClock } from './manual-clock.ts';
import { openS3ObjectStore } from './open-s3-object-store.ts';
import { S3Connection } from './s3/s3-connection.ts';
import { seededRandom } from './seeded-random.ts';
import { outcomesOf } from './testing/outcomes.ts';
import { conditional, done, listing, openScene, plain } from './testing/s3-scene.ts';
import { answer, type Reply, refuse, startScriptedServer } from './testing/scripted-server.ts';

describe('a refusal', () => {
  it.each(plain)('is told at once, with bucket, key and the missing right: %s', async (name, work) => {
    const right = { get: 's3:GetObject', head: 's3:GetObject', put: 's3:PutObject', delete: 's3:DeleteObject' };
    const expected = right[name.slice(2) as keyof typeof right] ?? 's3:ListBucket';
    const { store, requests } = await openScene([refuse(403, 'AccessDenied')]);
    const error = (await work(store).catch((thrown: StorageError) => thrown)) as StorageError;
    expect(error).toMatchObject({ name: 'StorageError', code: 'unusable', key: name === 'a list' ? '' : 'a/b' });
    expect(error.message).toContain('s3://den/holt/a/');
    expect(error.message).toContain(`grant these credentials ${expected}`);
    expect(error.message).toContain(name === 'a list' ? 'arn:aws:s3:::den)' : 'arn:aws:s3:::den/holt/*');
    expect(requests).toHaveLength(1);
  });

  it.each(conditional)('is settled also for %s', async (_, work) => {
    const { store } = await openScene([refuse(403, 'AccessDenied')]);
    expect(await outcomesOf([() => work(store)])).toEqual(['unusable']);
  });

  it.each([
    [404, 'NoSuchBucket', /bucket doesn't exist: make it/],
    [403, 'InvalidAccessKeyId', /access key isn't known/],
    [403, 'SignatureDoesNotMatch', /set AWS_SECRET_ACCESS_KEY/],
    [400, 'ExpiredToken', /credentials have expired: renew/],
    [403, 'RequestTimeTooSkewed', /clock is more than 15 minutes wrong: set it/],
    [501, 'NotImplemented', /takes conditional writes/],
    [400, 'AuthorizationHeaderMalformed', /another region: set AWS_REGION/],
    [400, 'InvalidArgument', /400, InvalidArgument, No\.\): check bucket, prefix and endpoint/],
    [405, 'MethodNotAllowed', /check bucket, prefix and endpoint/],
  ])('of status %i and code %s names the remedy', async (status, code, message) => {
    const { store, requests } = await openScene([refuse(status, code)]);
    for (const work of [() => store.get('a'), () => store.put('a', 'x', { ifMatch: 'abc' })]) {
      await expect(work()).rejects.toMatchObject({ code: 'unusable', message: expect.stringMatching(message) });
    }
    expect(requests).toHaveLength(2);
  });

  it.each(['EntityTooLarge', 'MetadataTooLarge'])('because of %s says so', async (code) => {
    const { store } = await openScene([refuse(400, code)]);
    await expect(store.put('a', 'x')).rejects.toMatchObject({ code: 'too-large', key: 'a' });
  });

  it('because of the region names the right one', async () => {
    const { store } = await openScene([refuse(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'eu-north-1' })]);
    await expect(store.put('a', 'x')).rejects.toThrow(/set AWS_REGION=eu-north-1/);
    const silent = await openScene([answer(400, { 'x-amz-bucket-region': 'eu-north-1' })]);
    for (const scene of [store, silent.store]) {
      await expect(scene.head('a')).rejects.toMatchObject({
        code: 'unusable',
        message: expect.stringMatching(/=eu-north-1/),
      });
    }
  });

  it('of a HEAD, which says nothing, is told by its status', async () => {
    const { store } = await openScene([answer(403)]);
    await expect(store.head('a')).rejects.toMatchObject({ code: 'unusable', message: expect.stringMatching(/grant/) });
  });

  it('for want of credentials or region names both', async () => {
    for (const name of [
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_PROFILE',
      'AWS_REGION',
      'AWS_DEFAULT_REGION',
    ])
      vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/dev/null');
    try {
      const { endpoint, requests } = await startScriptedServer(done);
      const { store } = await openScene([], { region: 'eu-west-1', endpoint, credentials: undefined });
      await expect(store.put('a', 'x')).rejects.toMatchObject({
        code: 'unusable',
        message: expect.stringMatching(/AWS_ACC/),
      });
      const { store: nowhere } = await openScene([], { endpoint: undefined });
      await expect(nowhere.get('a')).rejects.toMatchObject({
        code: 'unusable',
        message: expect.stringMatching(/AWS_REG/),
      });
      expect(requests).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe('an object whose length is not told', () => {
  it('is as long as what came', async () => {
    const chunked: Reply = (_, response) => {
      response.writeHead(200, { etag: '"abc"' }).write('bo');
      response.end('dy');
    };
    const { store } = await openScene([chunked]);
    expect(await store.get('a')).toMatchObject({ sizeBytes: 4, body: new TextEncoder().encode('body') });
  });
});

describe('what does not exist', () => {
  it('is undefined, and deleting it is no error', async () => {
    const { store } = await openScene([refuse(404, 'NoSuchKey')]);
    expect(await store.get('a')).toBeUndefined();
    expect(await store.head('a')).toBeUndefined();
    await store.delete('a');
  });

  it('is not the bucket: a HEAD, which can not tell, asks for the bucket until something was found in it', async () => {
    const missing = await openScene([answer(404)]);
    await expect(missing.store.head('a')).rejects.toThrow(/bucket doesn't exist/);
    expect(missing.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['HEAD /den/holt/a', 'HEAD /den/']);

    const there = await openScene([answer(404), answer(200), answer(404)]);
    expect(await there.store.head('a')).toBeUndefined();
    expect(await there.store.head('a')).toBeUndefined();
    expect(there.requests).toHaveLength(3);
  });

  it('is not what another web server says is not found', async () => {
    const { store } = await openScene([answer(404, { 'content-type': 'text/html' }, '<h1>Not found</h1>')]);
    const works = [() => store.get('a'), () => store.delete('a'), () => store.put('a', 'x', { ifMatch: 'abc' })];
    expect(await outcomesOf(works)).toEqual(['unusable', 'unusable', 'unusable']);
  });
});

describe('an answer that is not S3s', () => {
  it('is unavailable, for what it was about may have happened', async () => {
    const { store, requests } = await openScene([answer(200, {}, '<h1>Welcome</h1>')]);
    await expect(store.put('a', 'x', { ifMatch: 'abc' })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('without ETag: is this an S3 server?'),
    });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['a page of another web server', answer(200, { 'content-type': 'text/html' }, '<h1>Welcome</h1>')],
    ['nothing', answer(200)],
    ['a listing that is cut short', answer(200, {}, '<?xml version="1.0"?><ListBucketResult><Contents>')],
    ['a listing that says it goes on, and not where', listing('<IsTruncated>true</IsTruncated>')],
    ['an entry without a key', listing('<Contents><ETag>&quot;abc&quot;</ETag></Contents>')],
  ])('is not taken for an empty listing: %s', async (_, reply) => {
    const { store } = await openScene([reply]);
    await expect(store.list({ prefix: '' })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('is this an S3 server?'),
    });
  });
});

describe('a listing', () => {
  const entry = (key: string) => `<Contents><Key>${key}</Key><ETag>&quot;abc&quot;</ETag><Size>1</Size></Contents>`;
  const folder = (prefix: string) => `<CommonPrefixes><Prefix>${prefix}</Prefix></CommonPrefixes>`;
  const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>t1</NextContinuationToken>';

  it('asks for names that XML may not hold, and reads them as Amazon writes them', async () => {
    const { store, requests } = await openScene([listing(entry('holt/a+b%2Bc%25/%EF%BF%BF'))]);
    const expected = [{ key: 'a b+c%/\uffff', etag: 'abc', sizeBytes: 1 }];
    expect(await store.list({ prefix: 'a' })).toEqual({ objects: expected, prefixes: [] });
    expect(requests[0]?.url).toContain('encoding-type=url');
  });

  it('leaves out what the store would not take as a key', async () => {
    const inside =
      ['holt/', 'holt/a%2F%2Fb', 'holt/ok', 'holt/x/'].map(entry).join('') + folder('holt//') + folder('holt/y/');
    const { store } = await openScene([listing(inside)]);
    const { objects, prefixes } = await store.list({ prefix: '', delimiter: '/' });
    expect([objects.map(({ key }) => key), prefixes]).toEqual([['ok'], ['y/']]);
  });

  it('does not tell a prefix again that it starts inside of', async () => {
    const { store, requests } = await openScene([listing(folder('holt/a/') + folder('holt/b/'))]);
    const page = await store.list({ prefix: '', delimiter: '/', startAfter: 'a/x' });
    expect(page).toEqual({ objects: [], prefixes: ['b/'] });
    expect(new URL(`http://s3${requests[0]?.url}`).searchParams.get('start-after')).toBe('holt/a/\u{10ffff}');
  });

  it('goes on over pages that hold nothing for it', async () => {
    const { store, requests } = await openScene([listing(more), listing(entry('holt/a'))]);
    expect((await store.list({ prefix: '' })).objects).toHaveLength(1);
    expect(requests[1]?.url).toContain('continuation-token=t1');
  });

  it('ends with the last name of a page that more follow', async () => {
    const { store } = await openScene([listing(entry('holt/a') + entry('holt/z') + folder('holt/c/') + more)]);
    expect((await store.list({ prefix: '', delimiter: '/' })).next).toBe('z');
  });
});

describe('findWarnings', () => {
  const versioning = (inside: string) =>
    answer(200, {}, `<?xml version="1.0"?><VersioningConfiguration>${inside}</VersioningConfiguration>`);
  const [isOff, isHidden] = [/den keeps no old versions .*: turn versioning on/, /grant s3:GetBucketVersioning/];

  it.each([
    ['nothing of a bucket with versioning', versioning('<Status>Enabled</Status>'), []],
    ['versioning that was never on', versioning(''), [isOff]],
    ['versioning that is suspended', versioning('<Status>Suspended</Status>'), [isOff]],
    ['what it may not see', refuse(403, 'AccessDenied'), [isHidden]],
  ])('tells of %s', async (_, reply, expected) => {
    const { store, requests } = await openScene([reply]);
    expect(await store.findWarnings()).toEqual(expected.map((message) => expect.stringMatching(message)));
    expect(requests[0]?.url).toMatch(/^\/den\/?\?versioning/);
  });

  it('fails when there is no answer', async () => {
    const { store } = await openScene([refuse(503, 'SlowDown')]);
    await expect(store.findWarnings()).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('what is sent', () => {
  it('is the object with what travels beside it, under the prefix', async () => {
    const { store, requests } = await openScene([done]);
    const options = { contentType: 'text/html', cacheControl: 'no-store', metadata: { n: '7' } };
    expect(await store.put('a b/é', '<p>', options)).toEqual({ etag: 'abc' });
    expect(requests[0]).toMatchObject({ method: 'PUT', body: '<p>' });
    expect(requests[0]?.url).toMatch(/^\/den\/holt\/a%20b\/%C3%A9/);
    expect(requests[0]?.headers).toMatchObject({
      'content-type': 'text/html',
      'cache-control': 'no-store',
      'x-amz-meta-n': '7',
    });
  });

  it('is nothing until something is asked of the store', async () => {
    const { requests } = await openScene([done]);
    expect(requests).toEqual([]);
  });
});

describe('openS3ObjectStore', () => {
  const options = { bucket: 'den', clock: manualClock(0), random: seededRandom(1) };

  it.each(['/holt', 'holt/', 'a//b', '..'])('refuses the prefix %j', (prefix) => {
    expect(() => openS3ObjectStore({ ...options, prefix })).toThrow(/prefix .* must be segments/);
  });

  it('refuses an empty bucket', () => {
    expect(() => openS3ObjectStore({ ...options, bucket: '' })).toThrow(/bucket is empty/);
  });

  it.each([
    ['us-east-1', {}],
    ['eu-north-1', { AWS_REGION: 'eu-north-1' }],
  ])('signs for the region %s at an endpoint of its own with the environment %j', async (region, environment) => {
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/dev/null');
    for (const name of ['AWS_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    try {
      const { store, requests } = await openScene([done]);
      await store.put('a', 'x');
      expect(requests[0]?.headers.authorization).toContain(`/${region}/s3/`);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('refuses a connection together with what it is made of', () => {
    const connection = new S3Connection('den');
    expect(() => openS3ObjectStore({ ...options, connection, region: 'eu-west-1' })).toThrow(/not both/);
  });

  it('refuses a key that is too long only with the prefix', async () => {
    const key = `${'x'.repeat(250)}/`.repeat(4) + 'y'.repeat(20);
    const { store, requests } = await openScene([done]);
    await expect(store.get(key)).rejects.toMatchObject({ code: 'invalid-key', key });
    await expect(store.put(key, 'x')).rejects.toThrow(/With the prefix holt/);
    expect(requests).toEqual([]);
  });
});
