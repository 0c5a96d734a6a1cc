import { isWithin } from '@holt/edge';
import { expect, it } from 'vitest';
import { AUTHOR, openTestWikis } from './testing/test-wiki.ts';

const mayRead = (path: string) => !isWithin(path, 'Secret');

it.each([
  ['/Old /Secret/New\n', false],
  ['/Old /Middle\n/Middle /Secret/New\n', false],
  ['/Old /Middle\n/Middle /Open\n', true],
  ['/Old /Other\n/Other /Old\n', true],
  ['', true],
])('with the redirects %j, whether the past of "Old" is told: %j', async (redirects, isTold) => {
  const wiki = await openTestWikis().create('me/notes');
  const put = await wiki.write({ changes: [{ op: 'put', path: 'Old', content: 'text\n' }], author: AUTHOR });
  const file = { op: 'store' as const, path: '_redirects', content: new TextEncoder().encode(redirects) };
  await wiki.write({ changes: [{ op: 'delete', path: 'Old' }, file], author: AUTHOR });
  const told = await wiki.readPage('Old', { revision: put.revision, mayRead }).catch(({ code }) => code);
  if (isTold) expect(told).toMatchObject({ content: 'text\n' });
  else expect(told).toBe('page-not-found');
  expect(await wiki.readPage('Old', { revision: put.revision })).toMatchObject({ content: 'text\n' });
});
