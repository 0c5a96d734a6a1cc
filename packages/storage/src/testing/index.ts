export { bodyEtagStore } from './body-etag-store.ts';
export { type ChainedCall, type ChainStore, type ChainStoreOptions, chainStore } from './chain-store.ts';
export { type CountedRequest, type CountingStore, countingStore } from './counting-store.ts';
export { type MakeKeyValueStore, runKeyValueStoreContract } from './key-value-store-contract.ts';
export { type MakeObjectStore, runObjectStoreContract } from './object-store-contract.ts';
