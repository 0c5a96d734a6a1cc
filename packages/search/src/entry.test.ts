import { expect, test } from 'vitest';
import { decodeEntry, encodeEntry } from './entry.ts';
import { SearchError } from './errors.ts';
import { entry } from './testing/entry.ts';

const page = entry('Folder/Name', {
  title: 'A "title"\ud800',
  tags: ['a', 'ß'],
  headings: [{ slug: 'one', text: 'One', offset: 3 }],
  text: 'line\nline </script>',
});

test('an entry is read as it was written', () => {
  expect(decodeEntry(new TextEncoder().encode(encodeEntry(page)))).toEqual(page);
});

test('equal entries are equal bytes, whatever the order of their fields', () => {
  const turned = Object.fromEntries(Object.entries(page).reverse()) as unknown as typeof page;
  expect(encodeEntry(turned)).toBe(encodeEntry(page));
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{}',
  encodeEntry({ ...page, generation: -1 }),
  encodeEntry({ ...page, text: 1 as unknown as string }),
  encodeEntry({ ...page, tags: [1 as unknown as string] }),
  encodeEntry({ ...page, headings: [{ slug: 's', text: 't', offset: 0.5 }] }),
])('what is not an entry is refused: %s', (text) => {
  expect(() => decodeEntry(new TextEncoder().encode(text))).toThrow(SearchError);
});

test('bytes that are not UTF-8 are refused', () => {
  expect(() => decodeEntry(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(expect.objectContaining({ code: 'damaged' }));
});
