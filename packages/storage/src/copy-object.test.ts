import { expect, it } from 'vitest';
import { copyObject } from './copy-object.ts';
import { MemoryObjectStore } from './memory-object-store.ts';

it('copies the bytes with everything that the object carries, over what was there', async () => {
  const source = new MemoryObjectStore();
  const target = new MemoryObjectStore();
  await source.put('git/info/refs', new Uint8Array([0, 255]), {
    contentType: 'text/plain',
    cacheControl: 'no-cache',
    metadata: { generation: '7' },
  });
  await target.put('git/info/refs', 'old', { contentType: 'text/html', metadata: { generation: '6' } });
  expect(await copyObject(source, target, 'git/info/refs')).toBe(2);
  const { etag: _, ...copy } = (await target.get('git/info/refs')) ?? { etag: '' };
  const { etag: __, ...original } = (await source.get('git/info/refs')) ?? { etag: '' };
  expect(copy).toEqual(original);
});

it('puts nothing for an object that is not there', async () => {
  const target = new MemoryObjectStore();
  expect(await copyObject(new MemoryObjectStore(), target, 'gone')).toBeUndefined();
  expect(await target.head('gone')).toBeUndefined();
});
