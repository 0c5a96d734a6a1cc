import { expect, it } from 'vitest';
import * as storage from './index.ts';
import * as testing from './testing/index.ts';

it('exports these names and no others', () => {
  expect(Object.keys(storage).sort()).toEqual([
    'KEY_VALUE_LIMITS',
    'MemoryObjectStore',
    'StorageError',
    'checkObjectKey',
    'compareKeys',
    'isObjectKey',
    'manualClock',
    'openFileObjectStore',
    'openKeyValueStore',
    'seededRandom',
    'systemClock',
    'systemRandom',
  ]);
});

it('exports these names and no others for tests', () => {
  expect(Object.keys(testing).sort()).toEqual(['countingStore', 'runKeyValueStoreContract', 'runObjectStoreContract']);
});
