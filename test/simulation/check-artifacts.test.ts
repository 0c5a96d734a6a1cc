import { dashKey, markdownKey, pageKey } from '@holt/edge';
import { decodeRoot, encodeRoot, ROOT_NAME } from '@holt/search';
import { expect, it } from 'vitest';
import { beginWiki } from './begin-wiki.ts';
import { Bucket } from './bucket.ts';
import { checkArtifacts } from './check-artifacts.ts';

const key = (of: typeof pageKey, path: string) => of('me', 'notes', path);
const nowMs = Date.UTC(2026, 0, 1);

async function openScene() {
  const bucket = new Bucket();
  const wiki = await beginWiki(bucket, nowMs, true);
  return { bucket, wiki, check: () => checkArtifacts(bucket, nowMs, { verify: true }) };
}

it('is content with what was published as it was written', async () => {
  const { check } = await openScene();
  expect(await check()).toEqual([]);
});

it.each([
  ['a page', key(pageKey, 'Alpha')],
  ['a source', key(markdownKey, 'Alpha')],
  ['the changes', key(dashKey, 'changes')],
  ['the sidebar', key(dashKey, 'sidebar.json')],
])('finds %s of the right generation with other bytes', async (_, artifact) => {
  const { bucket, check } = await openScene();
  const { body = [], metadata = {} } = bucket.get(artifact) ?? {};
  bucket.put(artifact, new Uint8Array([...body, 0x20]), { metadata });
  expect((await check()).join()).toContain(artifact);
});

it('finds an artifact that is served and should not be there, unless it is a tombstone', async () => {
  const { bucket, check } = await openScene();
  const artifact = key(pageKey, 'Folder/Never');
  bucket.put(artifact, 'here', { metadata: { generation: '1', state: 'deleted' } });
  expect(await check()).toEqual([]);
  bucket.put(artifact, 'here', { metadata: { generation: '1' } });
  expect((await check()).join()).toContain(artifact);
});

it('leaves to the heals what they are for', async () => {
  const { bucket, check } = await openScene();
  bucket.delete(key(dashKey, 'changes.json'), {});
  expect(await check()).toEqual([]);
});

it('finds a page that the search index does not know as it is', async () => {
  const { bucket, wiki, check } = await openScene();
  await wiki.fold({ only: 'index' });
  const author = { name: 'late', email: 'late@example.org' };
  await wiki.write({ changes: [{ op: 'put', path: 'Alpha', content: '# Alpha\n\nlater\n' }], author });
  const root = key(dashKey, ROOT_NAME);
  const { body = new Uint8Array(), metadata = {} } = bucket.get(root) ?? {};
  bucket.put(root, encodeRoot({ ...decodeRoot(body), changed: [] }), { metadata });
  expect((await check()).join()).toContain('the root of the index is wrong about Alpha');
});
