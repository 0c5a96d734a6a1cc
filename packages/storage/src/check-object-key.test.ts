import { expect, it } from 'vitest';
import { checkObjectKey, isObjectKey } from './check-object-key.ts';
import { INVALID_KEYS, VALID_KEYS } from './testing/keys.ts';

it('tells keys from what is none', () => {
  expect(VALID_KEYS.filter((key) => !isObjectKey(key))).toEqual([]);
  expect(INVALID_KEYS.filter(isObjectKey)).toEqual([]);
});

it('names the key, the problem and the remedy', () => {
  expect(() => checkObjectKey('a//b')).toThrow(
    'The object key "a//b" has an empty segment: no `/` at either end and none doubled.',
  );
});
