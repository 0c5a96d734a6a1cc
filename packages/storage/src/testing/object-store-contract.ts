import { describe } from 'vitest';
import type { ObjectStore } from '../object-store.ts';
import { describeConditions } from './object-store-conditions.ts';
import { describeListing } from './object-store-listing.ts';
import { describeObjects } from './object-store-objects.ts';
import { describeRaces } from './object-store-races.ts';

/** Makes an empty store; it is called once per test. */
export type MakeObjectStore = () => ObjectStore | Promise<ObjectStore>;

/** Everything that the docstrings of {@link ObjectStore} promise, as tests that every adapter runs. */
export function runObjectStoreContract(name: string, makeStore: MakeObjectStore): void {
  describe(`${name} as an ObjectStore`, () => {
    describeObjects(makeStore);
    describeConditions(makeStore);
    describeListing(makeStore);
    describeRaces(makeStore);
  });
}
