import { expect, it } from 'vitest';
import { mappedWikis } from './mapped-wikis.ts';

it.each<[mapped: string, wikis: string[], expected: string[]]>([
  ['me/notes', ['me/notes:reader'], ['me/notes:reader']],
  ['me/notes', ['me/notes'], ['me/notes:editor']],
  ['me/notes', ['me/notes:reader', 'me/*:owner', '*'], ['me/notes:owner']],
  ['me/notes', ['me/note:owner', 'you/notes:owner', 'me/notes-2:owner'], []],
  ['me', ['me/notes:reader', 'me/*:editor'], ['me/notes:reader', 'me/*:editor']],
  ['me', ['*:owner', 'me/notes'], ['me/*:owner', 'me/notes']],
  ['me', ['*'], ['me/*']],
  ['me', ['men/notes:owner', 'you/me:owner'], []],
  // Entries that name no part of the site.
  ['', ['*:owner'], []],
  ['*', ['*:owner'], []],
  ['Me', ['*:owner'], []],
])('a host for %j gives of %j just %j', (mapped, wikis, expected) => {
  expect(mappedWikis(wikis, mapped)).toEqual(expected);
});
