import { siteAssets } from '@holt/site';
import { MemoryObjectStore } from '@holt/storage';
import { expect, test } from 'vitest';
import { publishAssets } from './publish-assets.ts';

const textOf = async (store: MemoryObjectStore, key: string) =>
  new TextDecoder().decode((await store.get(key))?.body ?? new Uint8Array());

test('what all wikis share is put: the assets, the page for what is not there, and what crawlers are told', async () => {
  const store = new MemoryObjectStore();
  await publishAssets(store);
  for (const { name, contentType } of siteAssets()) {
    expect(await store.head(`assets/${name}`)).toMatchObject({
      contentType,
      cacheControl: 'public, max-age=31536000, immutable',
    });
  }
  expect(await textOf(store, 'assets/404.html')).toContain('No such page');
  expect((await store.head('assets/robots.txt'))?.contentType).toBe('text/plain; charset=utf-8');
  const lines = (await textOf(store, 'assets/robots.txt')).trim().split('\n');
  expect(lines[0]).toBe('User-agent: *');
  for (const area of ['at', 'older', 'blame', 'commit']) expect(lines).toContain(`Disallow: /*/*/-/${area}/`);
});

test('what is there already is left, but for what an older shell has put', async () => {
  const store = new MemoryObjectStore();
  await publishAssets(store);
  const etag = (await store.head('assets/robots.txt'))?.etag;
  await publishAssets(store);
  expect((await store.head('assets/robots.txt'))?.etag).toBe(etag);
  await store.put('assets/robots.txt', 'User-agent: *\nDisallow: /\n', {
    contentType: 'text/plain',
    metadata: { shell: 'an older one' },
  });
  await publishAssets(store);
  expect(await textOf(store, 'assets/robots.txt')).toContain('/-/at/');
});
