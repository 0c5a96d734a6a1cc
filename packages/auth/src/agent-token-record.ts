import type { Right } from '@holt/edge';
import { type ObjectStore, StorageError } from '@holt/storage';

/** What is kept about the token of an agent. The token itself is not among it. Times in seconds since 1970. */
export interface AgentTokenRecord {
  /** 32 hexadecimal digits; the token's `jti`. */
  id: string;
  /** What its owner calls it. */
  name: string;
  /** Whom it stands for. */
  subject: string;
  /** The e-mail address by which that person had rights when the token was made. */
  email?: string;
  /** Patterns of wikis, with roles. */
  wikis: readonly string[];
  scope: readonly Right[];
  /** Beyond which it is good for nothing; absent for whole wikis. */
  paths?: readonly string[];
  /** The key that signed it. */
  kid: string;
  createdAt: number;
  expiresAt: number;
  /** The SHA-256 of the token's text, in base64url. */
  hash: string;
}

// No owner is called `-`, so no wiki's settings are here.
const PREFIX = 'control/-/tokens/';
const ID = /^[0-9a-f]{32}$/;
/** How many records are read at once. */
const PAGE_SIZE = 100;

export async function putRecord(store: ObjectStore, record: AgentTokenRecord): Promise<void> {
  await store.put(recordKey(record.id), `${JSON.stringify(record, null, 2)}\n`, {
    ifNoneMatch: '*',
    contentType: 'application/json',
  });
}

export function isTokenId(id: string): boolean {
  return ID.test(id);
}

/** undefined for an id that is ill-formed or unknown. */
export async function readRecord(store: ObjectStore, id: string): Promise<AgentTokenRecord | undefined> {
  if (!isTokenId(id)) return undefined;
  const object = await store.get(recordKey(id));
  return object === undefined ? undefined : parseRecord(object.key, object.body);
}

export async function deleteRecord(store: ObjectStore, id: string): Promise<void> {
  await store.delete(recordKey(id));
}

/** All records, expired and revoked ones too, ordered by id. */
export async function readRecords(store: ObjectStore): Promise<AgentTokenRecord[]> {
  const records: AgentTokenRecord[] = [];
  let startAfter: string | undefined;
  do {
    const page = await store.list({
      prefix: PREFIX,
      limit: PAGE_SIZE,
      ...(startAfter === undefined ? {} : { startAfter }),
    });
    const objects = await Promise.all(page.objects.map(({ key }) => store.get(key)));
    for (const object of objects) {
      if (object !== undefined) records.push(parseRecord(object.key, object.body));
    }
    startAfter = page.next;
  } while (startAfter !== undefined);
  return records;
}

function recordKey(id: string): string {
  return `${PREFIX}${id}.json`;
}

function parseRecord(key: string, body: Uint8Array): AgentTokenRecord {
  try {
    const record = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    if (recordKey(record.id) !== key) throw new Error('another id');
    return record;
  } catch (cause) {
    throw new StorageError('damaged', key, `The object ${key} holds no record of a token: restore it.`, { cause });
  }
}
