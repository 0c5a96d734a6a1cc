import {
  type CloudFrontKeyValueStoreClient,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  ListKeysCommand,
  UpdateKeysCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import type { Attempts } from '../attempts.ts';
import { checkSendsOnce } from '../check-sends-once.ts';
import type { KeyValueChange } from '../key-value-store.ts';
import { asStorageError, isNotFound, type KeyValueOperation } from './key-value-error.ts';

/** The most that the service lists at once. */
const PAGE_KEYS = 50;

/** The four requests that are made of a store; each throws a `StorageError`. */
export interface KeyValueApi {
  describe(): Promise<{ etag: string; bytes: number }>;
  get(key: string): Promise<string | undefined>;
  /** One page of entries, in no order that is promised. */
  list(token: string | undefined): Promise<{ entries: { key: string; value: string }[]; next: string | undefined }>;
  /** Sent once, whatever becomes of it. */
  update(change: KeyValueChange, ifMatch: string): Promise<{ etag: string }>;
}

/** What a request does with the client. */
type Send<T> = (abortSignal: AbortSignal) => Promise<T>;

/** Asks for one store. Everything but an update is tried up to 4 times while there is no good answer. */
export function openKeyValueApi(arn: string, client: CloudFrontKeyValueStoreClient, attempts: Attempts): KeyValueApi {
  const store = { KvsARN: arn };
  let storeExists = false;

  async function request<T>(operation: KeyValueOperation, key: string, send: Send<T>): Promise<T> {
    await checkSendsOnce('CloudFront KeyValueStore', client);
    const toStorageError = (error: unknown) => asStorageError(error, { operation, arn, key });
    const result = await attempts[operation === 'UpdateKeys' ? 'once' : 'retrying'](send, toStorageError);
    storeExists = true;
    return result;
  }

  return {
    async describe() {
      return await request('DescribeKeyValueStore', '', async (abortSignal) => {
        const output = await client.send(new DescribeKeyValueStoreCommand(store), { abortSignal });
        return { etag: readEtag(output.ETag), bytes: output.TotalSizeInBytes ?? 0 };
      });
    },

    async get(key) {
      return await request('GetKey', key, async (abortSignal) => {
        try {
          return (await client.send(new GetKeyCommand({ ...store, Key: key }), { abortSignal })).Value;
        } catch (error) {
          if (!isNotFound(error)) throw error;
          // A missing store and a missing key look alike.
          if (!storeExists) await client.send(new DescribeKeyValueStoreCommand(store), { abortSignal });
          return undefined;
        }
      });
    },

    async list(token) {
      return await request('ListKeys', '', async (abortSignal) => {
        const page = { ...store, MaxResults: PAGE_KEYS, ...(token === undefined ? {} : { NextToken: token }) };
        const { Items = [], NextToken } = await client.send(new ListKeysCommand(page), { abortSignal });
        return { entries: Items.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })), next: NextToken };
      });
    },

    async update(change, ifMatch) {
      const Puts = Object.entries(change.put ?? {}).map(([Key, Value]) => ({ Key, Value }));
      const Deletes = [...new Set(change.delete ?? [])].map((Key) => ({ Key }));
      const input = {
        ...store,
        IfMatch: ifMatch,
        ...(Puts.length === 0 ? {} : { Puts }),
        ...(Deletes.length === 0 ? {} : { Deletes }),
      };
      return await request('UpdateKeys', '', async (abortSignal) => {
        const { ETag } = await client.send(new UpdateKeysCommand(input), { abortSignal });
        return { etag: readEtag(ETag) };
      });
    },
  };
}

function readEtag(etag: string | undefined): string {
  // Without it nothing can be changed safely, and the service always sends it.
  if (etag === undefined || etag === '') throw new Error('an answer without ETag');
  return etag;
}
