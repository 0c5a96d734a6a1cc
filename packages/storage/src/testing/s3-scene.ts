import type { ManualClock } from '../manual-clock.ts';
import { openS3ObjectStore, type S3ObjectStore, type S3ObjectStoreOptions } from '../open-s3-object-store.ts';
import { seededRandom } from '../seeded-random.ts';
import { impatientClock } from './impatient-clock.ts';
import { answer, type Reply, type ScriptedServer, startScriptedServer } from './scripted-server.ts';

const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
export const done = answer(200, { etag: '"abc"' });
export const found = answer(200, { etag: '"abc"', 'content-type': 'text/plain', 'x-amz-meta-n': '7' }, 'body');
export const listing = (inside: string) =>
  answer(200, {}, `<?xml version="1.0"?><ListBucketResult>${inside}</ListBucketResult>`);

export interface Scene extends ScriptedServer {
  store: S3ObjectStore;
  clock: ManualClock;
  delaysMs: number[];
}

/** A store in the folder `holt` of the bucket `den`, whose server answers by a script and whose clock stands still. */
export async function openScene(replies: Reply[], options: Partial<S3ObjectStoreOptions> = {}): Promise<Scene> {
  const server = await startScriptedServer(...replies);
  const { clock, delaysMs } = impatientClock();
  const random = seededRandom(1);
  const connection = { endpoint: server.endpoint, credentials };
  return {
    ...server,
    clock,
    delaysMs,
    store: openS3ObjectStore({ bucket: 'den', prefix: 'holt', clock, random, ...connection, ...options }),
  };
}

export type Work = (store: S3ObjectStore) => Promise<unknown>;

/** Every request with a condition. */
export const conditional: [name: string, work: Work][] = [
  ['a put with ifMatch', (store) => store.put('a/b', 'x', { ifMatch: 'abc' })],
  ['a put with ifNoneMatch', (store) => store.put('a/b', 'x', { ifNoneMatch: '*' })],
  ['a delete with ifMatch', (store) => store.delete('a/b', { ifMatch: 'abc' })],
];
/** Every other request, and what answers it. */
export const plain: [name: string, work: Work, answered: Reply][] = [
  ['a get', (store) => store.get('a/b'), found],
  ['a head', (store) => store.head('a/b'), found],
  ['a put', (store) => store.put('a/b', 'x'), done],
  ['a delete', (store) => store.delete('a/b'), answer(204)],
  ['a list', (store) => store.list({ prefix: 'a/' }), listing('')],
];
