import { bareName } from '@holt/site';
import type { LinkChange, PagePresence } from './link-ledger.ts';

/** What changed about one address. */
export interface TouchedAddress {
  /** Pages that began or ceased to link there → whether they do at HEAD. */
  linkers: Map<string, boolean>;
  /** Whether a page is there at HEAD, if one came or went. */
  exists?: boolean;
  /** Whether a page in a folder that came is called so. */
  isCalled: boolean;
  /** Of the last commit that changed any of it. */
  generation: number;
}

/** Every address whose list of links some changes are about: also the root address of the name of each page in a folder. */
export function touchedAddresses(
  changes: readonly LinkChange[],
  pages: readonly PagePresence[],
): Map<string, TouchedAddress> {
  const touched = new Map<string, TouchedAddress>();
  const touch = (address: string, generation: number): TouchedAddress => {
    const found = touched.get(address) ?? { linkers: new Map(), isCalled: false, generation };
    found.generation = Math.max(found.generation, generation);
    touched.set(address, found);
    return found;
  };
  for (const { from, to, isLinked, generation } of changes) touch(to, generation).linkers.set(from, isLinked);
  for (const { path, exists, generation } of pages) {
    touch(path, generation).exists = exists;
    const name = bareName(path);
    if (name === undefined) continue;
    const called = touch(name, generation);
    if (exists) called.isCalled = true;
  }
  return touched;
}
