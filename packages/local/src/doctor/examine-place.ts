import { KEY_VALUES_KEY } from '@holt/edge';
import type { Deployment } from '@holt/lambda/deployment';
import {
  type CheckableStore,
  checkObjectStore,
  type KeyValueStore,
  type ObjectStore,
  openKeyValueStore,
  StorageError,
  systemRandom,
} from '@holt/storage';
import { openBucketKeyValues } from '../bucket-key-values.ts';
import { type BucketPlace, openDataBucket } from '../data-bucket.ts';
import { openDataFolder } from '../data-folder.ts';
import type { DataPlace } from '../data-place.ts';
import { CommandError } from '../errors.ts';
import { type Finding, problemOf } from './finding.ts';

/** What could be opened of a place. */
export interface Examined {
  location: string;
  store: ObjectStore;
  /** Absent where it could not even be found out where it is. */
  keyValues?: KeyValueStore;
  deployment?: Deployment;
  /** Opens what the edge of a deployment reads. */
  openEdge?(): Promise<KeyValueStore>;
}

/**
 * Opens a place step by step, and tells of each.
 * @throws CommandError, StorageError when there is nothing to examine
 */
export async function examinePlace(place: DataPlace, tell: (finding: Finding) => void): Promise<Examined> {
  return 'folder' in place ? examineFolder(place.folder, tell) : await examineBucket(place, tell);
}

function examineFolder(folder: string, tell: (finding: Finding) => void): Examined {
  const { location, store } = openDataFolder(folder, 'read');
  try {
    openDataFolder(folder, 'write');
    tell({ name: 'data', state: 'ok', found: `${location} can be read and written.` });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    tell(problemOf('data', error));
  }
  return { location, store, keyValues: openKeyValueStore({ store, key: KEY_VALUES_KEY }) };
}

async function examineBucket(place: BucketPlace, tell: (finding: Finding) => void): Promise<Examined> {
  const { location, store } = await openDataBucket(place, 'read', () => undefined);
  tell({ name: 'data', state: 'ok', found: `${location} can be read.` });
  await examineConditions(store, tell);
  try {
    const opened = await openBucketKeyValues(store);
    tell(describeDeployment('deployment' in opened ? opened.deployment : undefined));
    return { location, store, ...opened };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    tell(problemOf('deployment', error));
    return { location, store };
  }
}

/** It needs the right to write; without it the other findings are still worth having. */
async function examineConditions(store: CheckableStore, tell: (finding: Finding) => void): Promise<void> {
  // Asked apart, so that each is told by its own name.
  const { findWarnings, ...bare } = store;
  try {
    const { warnings } = await checkObjectStore(bare, { random: systemRandom });
    tell({ name: 'conditions', state: 'ok', found: 'The bucket honours conditions: no write undoes another.' });
    for (const found of warnings) tell({ name: 'conditional-deletes', state: 'warning', found });
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    tell(problemOf('conditions', error));
  }
  const warnings = (await findWarnings?.()) ?? [];
  for (const found of warnings) tell({ name: 'versioning', state: 'warning', found });
  if (warnings.length === 0) tell({ name: 'versioning', state: 'ok', found: 'The bucket keeps old versions.' });
}

function describeDeployment(deployment: Deployment | undefined): Finding {
  const name = 'deployment';
  if (deployment !== undefined) {
    const { origin, keyValueStore, region } = deployment;
    return { name, state: 'ok', found: `It is served at ${origin}, from ${region}, by ${keyValueStore}.` };
  }
  return {
    name,
    state: 'note',
    found: 'No stage was deployed on this bucket: its settings for the edge lie in the bucket itself.',
    remedy: 'If one was, deploy it again: that writes where it is.',
  };
}
