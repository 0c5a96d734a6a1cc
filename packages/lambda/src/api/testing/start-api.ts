import { type KeyRing, type MintOptions, mintToken, openKeyRing } from '@holt/auth';
import {
  type ManualClock,
  MemoryObjectStore,
  manualClock,
  type ObjectStore,
  openKeyValueStore,
  seededRandom,
} from '@holt/storage';
import { type AccessSettings, openAccessSettings, openWikis, type Wikis } from '@holt/wiki';
import { createWriteHandler } from '../../create-write-handler.ts';

export const ORIGIN = 'https://wiki.example';

const OWNER: MintOptions = {
  subject: 'olga',
  wikis: ['me/*:owner'],
  scope: ['read', 'write', 'manage'],
  ttlSeconds: 900,
  issuer: ORIGIN,
  audience: ORIGIN,
};

export interface Credentials {
  headers?: Record<string, string>;
  cookies?: string[];
}

export interface Call extends Credentials {
  /** What differs from an owner's token of `me/*`. */
  as?: Partial<MintOptions>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, of no content type unless the headers name one. */
  raw?: string | Uint8Array;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
  /** Undefined for what is no JSON. */
  json: ReturnType<typeof JSON.parse>;
}

export interface StartedApi {
  store: ObjectStore;
  ring: KeyRing;
  wikis: Wikis;
  access: AccessSettings;
  clock: ManualClock;
  /** What the operator was told. */
  logged: string[];
  mint(as?: Partial<MintOptions>): Promise<string>;
  /** A request with a token; the path is what follows `/api`, with a query if there is one. */
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** A request with just these credentials. */
  send(method: string, path: string, credentials: Credentials, body?: Pick<Call, 'body' | 'raw'>): Promise<Answer>;
}

/** The write handler over a memory store with the wikis `me/notes` and `you/notes`. Olga owns the site. */
export async function startApi(store: ObjectStore = new MemoryObjectStore()): Promise<StartedApi> {
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const clock = manualClock(Date.UTC(2026, 10, 21));
  const parts = { store, keyValues, clock, random: seededRandom('api') };
  const ring = openKeyRing(parts);
  await ring.ensure();
  const wikis = openWikis(parts);
  await wikis.create('me/notes');
  await wikis.create('you/notes');
  const logged: string[] = [];
  const handler = createWriteHandler({
    ...parts,
    origin: ORIGIN,
    issuer: ORIGIN,
    audience: ORIGIN,
    isSiteOwner: ({ subject }) => subject === 'olga',
    log: (message) => logged.push(message),
  });
  const mint: StartedApi['mint'] = (as = {}) => mintToken(ring, { ...OWNER, ...as });

  const send: StartedApi['send'] = async (method, path, { headers, ...credentials }, { body, raw } = {}) => {
    const [rawPath = '', ...query] = `/api${path}`.split('?');
    const bytes = body === undefined ? raw : JSON.stringify(body);
    const result = await handler({
      version: '2.0',
      rawPath,
      rawQueryString: query.join('?'),
      requestContext: { http: { method } },
      headers: {
        host: 'wiki.example',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...credentials,
      ...(bytes === undefined ? {} : { body: Buffer.from(bytes).toString('base64') }),
      isBase64Encoded: bytes !== undefined,
    });
    const answered = Buffer.from(result.body, result.isBase64Encoded ? 'base64' : 'utf8');
    const isJson = /json/.test(result.headers['content-type'] ?? '') && answered.length > 0;
    return {
      status: result.statusCode,
      headers: result.headers,
      bytes: answered,
      json: isJson ? JSON.parse(answered.toString()) : undefined,
    };
  };

  return {
    store,
    ring,
    wikis,
    access: openAccessSettings(parts),
    clock,
    logged,
    mint,
    send,
    async call(method, path, { as, body, raw, headers, ...more } = {}) {
      const authorization = `Bearer ${await mint(as)}`;
      return send(method, path, { headers: { authorization, ...headers }, ...more }, { body, raw } as Pick<
        Call,
        'body'
      >);
    },
  };
}
