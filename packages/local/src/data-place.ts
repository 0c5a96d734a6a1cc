import { KEY_VALUES_KEY } from '@holt/edge';
import type { Deployment } from '@holt/lambda/deployment';
import { type KeyValueStore, type MirroredKeyValueStore, type ObjectStore, openKeyValueStore } from '@holt/storage';
import { type BucketPlace, openDataBucket, readBucketPlace } from './data-bucket.ts';
import { openDataFolder } from './data-folder.ts';
import { UsageError } from './errors.ts';

const DEFAULT_FOLDER = '.holt';

/** The options that say where the data is, as `parseArgs` takes them. Every command that opens it has them. */
export const DATA_OPTIONS = {
  data: { type: 'string' },
  store: { type: 'string' },
  endpoint: { type: 'string' },
} as const;

export type DataOptions = { [Name in keyof typeof DATA_OPTIONS]?: string | undefined };

/** Where everything is that Holt keeps: a folder of this machine, or a bucket. */
export type DataPlace = { folder: string } | BucketPlace;

/** `create`: make it when it is missing; `write`: it must exist; `read`: it must exist and need not be writable. */
export type OpenMode = 'create' | 'write' | 'read';

export interface OpenedPlace {
  /** For people: the folder, or the bucket's URL. */
  location: string;
  store: ObjectStore;
  /** Where a stage was deployed, with what brings them to its edge again. */
  keyValues: KeyValueStore & Partial<Pick<MirroredKeyValueStore, 'repair'>>;
  /** Of a bucket on which a stage was deployed: its edge reads the same key values. */
  deployment?: Deployment;
}

/** @throws UsageError for options that don't go together, or a `--store` or `--endpoint` that is malformed */
export function readDataPlace({ data, store, endpoint }: DataOptions): DataPlace {
  if (store === undefined) {
    if (endpoint !== undefined) throw new UsageError('--endpoint goes with --store s3://bucket only.');
    return { folder: data ?? DEFAULT_FOLDER };
  }
  if (data !== undefined) throw new UsageError('Give either --data or --store, not both.');
  return readBucketPlace(store, endpoint);
}

/**
 * Whether the data is on this machine. A new wiki there is open unless asked otherwise, as its edge listens on loopback only; one in a bucket, which
 * may be served to the world, is private.
 */
export function isLocalFolder(place: DataPlace): boolean {
  return 'folder' in place;
}

/**
 * Opens the objects, and the key-value store, which is one of them. What is changed in that of a bucket that is deployed, its edge gets too.
 * @param warn gets what is no reason to stop, in whole sentences
 * @throws CommandError as {@link openDataFolder}, {@link openDataBucket} and `openBucketKeyValues`; StorageError `unusable`,
 *   `unavailable`
 */
export async function openDataPlace(
  place: DataPlace,
  mode: OpenMode,
  warn: (message: string) => void,
): Promise<OpenedPlace> {
  if ('folder' in place) {
    const opened = openDataFolder(place.folder, mode);
    return { ...opened, keyValues: openKeyValueStore({ store: opened.store, key: KEY_VALUES_KEY }) };
  }
  const opened = await openDataBucket(place, mode, warn);
  // Beside files, nothing of handlers is loaded.
  const { openBucketKeyValues } = await import('./bucket-key-values.ts');
  return { ...opened, ...(await openBucketKeyValues(opened.store)) };
}
