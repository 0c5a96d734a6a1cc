export { checkObjectKey, isObjectKey } from './check-object-key.ts';
export { type CheckableStore, type CheckOptions, checkObjectStore } from './check-object-store.ts';
export { type Clock, systemClock } from './clock.ts';
export { compareKeys } from './compare-keys.ts';
export { copyObject } from './copy-object.ts';
export { StorageError, type StorageErrorCode } from './errors.ts';
export { KEY_VALUE_LIMITS, type KeyValueChange, type KeyValueStore } from './key-value-store.ts';
export { type ManualClock, manualClock } from './manual-clock.ts';
export { MemoryObjectStore } from './memory-object-store.ts';
export type {
  DeleteOptions,
  ListedObject,
  ListOptions,
  ListResult,
  ObjectInfo,
  ObjectStore,
  PutOptions,
  StoredObject,
} from './object-store.ts';
export { type FileObjectStoreOptions, openFileObjectStore } from './open-file-object-store.ts';
export { type KeyValueStoreOptions, openKeyValueStore } from './open-key-value-store.ts';
export {
  type MirroredKeyValueStore,
  type MirroredKeyValueStoreOptions,
  openMirroredKeyValueStore,
} from './open-mirrored-key-value-store.ts';
export { type Random, systemRandom } from './random.ts';
export { seededRandom } from './seeded-random.ts';
