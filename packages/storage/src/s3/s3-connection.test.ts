import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { done, found, listing } from '../testing/s3-scene.ts';
import { answer, type ReceivedRequest, refuse, startScriptedServer } from '../testing/scripted-server.ts';
import { type S3Call, S3Connection } from './s3-connection.ts';

const SEED = 7;
const CALLS = 200;
const credentials = { accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'to/ken+=' };
const REGION = 'eu-north-1';
const never = new AbortController().signal;

async function openScene(...replies: Parameters<typeof startScriptedServer>) {
  const server = await startScriptedServer(...replies);
  return { ...server, connection: new S3Connection('den', { endpoint: server.endpoint, region: REGION, credentials }) };
}

/** How the AWS SDK signs what came: the same headers, at the same time. */
async function signAsSdk(endpoint: string, { method, url, headers }: ReceivedRequest): Promise<string | undefined> {
  const client = new S3Client({ region: REGION, credentials });
  const { pathname, searchParams, hostname, port } = new URL(url, endpoint);
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date'])) ?? [];
  const request = {
    method,
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: Object.fromEntries(names.map((name) => [name, String(headers[name])])),
  };
  const signer = await client.config.signer();
  const signingDate = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const signed = await signer.sign(request, { signingDate, signingRegion: REGION, signingService: 's3' });
  return (signed as typeof request).headers.authorization;
}

describe('a request', () => {
  it(`is signed as the AWS SDK signs it (seed ${SEED})`, async () => {
    const { connection, endpoint, requests } = await openScene(done);
    const random = seededRandom(SEED);
    const characters = [...'abcXYZ019-._~!\'()*&$@=;:+ ,?#%{}|\\^`[]<>"é漢🦫'];
    const text = (length: number) =>
      [...random.bytes(length)].map((byte) => characters[byte % characters.length]).join('');
    for (let i = 0; i < CALLS; i++) {
      const method = (['GET', 'HEAD', 'PUT', 'DELETE'] as const)[i % 4] ?? 'GET';
      const call: S3Call = {
        method,
        ...(i % 5 === 0
          ? { query: { 'list-type': '2', prefix: text(9), delimiter: '/', versioning: '' } }
          : { key: `${text(5)}x/${text(7)}` }),
        headers: {
          'if-match': `"${i}"`,
          'x-amz-meta-note': 'two  spaces inside',
          ...(method === 'PUT' && { 'content-type': 'text/html; charset=utf-8' }),
        },
        ...(method === 'PUT' && { body: new TextEncoder().encode(text(i)) }),
      };
      await connection.send(call, never);
    }
    for (const request of requests) {
      expect(request.headers.authorization, request.url).toBe(await signAsSdk(endpoint, request));
    }
    expect(requests).toHaveLength(CALLS);
  });

  it('carries the digest of its body, which S3 checks before it keeps it', async () => {
    const { connection, requests } = await openScene(done);
    await connection.send({ method: 'PUT', key: 'a', body: new TextEncoder().encode('hello') }, never);
    expect(requests[0]?.headers).toMatchObject({
      'content-length': '5',
      'x-amz-content-sha256': '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      'x-amz-checksum-sha256': 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
      'x-amz-security-token': 'to/ken+=',
    });
  });

  it('says what it names as it is named, also in a query', async () => {
    const { connection, requests } = await openScene(found, listing(''));
    await connection.send({ method: 'GET', key: "a b/é+%2F'()*!" }, never);
    await connection.send({ method: 'GET', query: { prefix: 'a b/é+%2F&' } }, never);
    expect(decodeURIComponent(requests[0]?.url ?? '')).toBe("/den/a b/é+%2F'()*!");
    expect(new URL(requests[1]?.url ?? '', 'http://s3').searchParams.get('prefix')).toBe('a b/é+%2F&');
  });

  it('is sent once, whatever comes of it', async () => {
    const { connection, requests } = await openScene(refuse(503, 'SlowDown'));
    await expect(connection.send({ method: 'GET', key: 'a' }, never)).rejects.toMatchObject({
      name: 'SlowDown',
      message: 'No.',
      status: 503,
    });
    expect(requests).toHaveLength(1);
  });

  it('is not sent on to where an answer points', async () => {
    const { connection, requests } = await openScene(answer(307, { location: 'http://127.0.0.1:1/' }));
    await expect(connection.send({ method: 'PUT', key: 'a' }, never)).rejects.toMatchObject({ status: 307 });
    expect(requests).toHaveLength(1);
  });

  it('uses the connection of the one before', async () => {
    const ports = new Set<number | undefined>();
    const { connection } = await openScene((_, response) => {
      ports.add(response.req.socket.remotePort);
      response.writeHead(200, { etag: '"abc"' }).end('body');
    });
    for (let i = 0; i < 3; i++) await connection.send({ method: 'GET', key: 'a' }, never);
    expect(ports.size).toBe(1);
  });
});
