import { describe } from 'vitest';
import type { ObjectStore } from '../object-store.ts';
import { describeConditions } from './object-store-conditions.ts';
import { describeListing } from './object-store-listing.ts';
import { describeObjects } from './object-store-objects.ts';
import { describeRaces } from './object-store-races.ts';

/** Makes an empty store; it is called once per test. */
export type MakeObjectStore = () => ObjectStore | Promise<ObjectStore>;

/** Why an adapter, or the server it is tested on, is not held to a part of the contract. */
export interface ObjectStoreGaps {
  /** Deletes with `ifMatch`. */
  conditionalDelete?: string;
}

/** Everything that the docstrings of {@link ObjectStore} promise, as tests that every adapter runs. */
export function runObjectStoreContract(name: string, makeStore: MakeObjectStore, gaps: ObjectStoreGaps = {}): void {
  describe(`${name} as an ObjectStore`, () => {
    describeObjects(makeStore);
    describeConditions(makeStore, gaps);
    describeListing(makeStore);
    describeRaces(makeStore, gaps);
  });
}
