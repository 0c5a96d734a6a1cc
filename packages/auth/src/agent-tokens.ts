import { createHash } from 'node:crypto';
import { isPlainText, type Right, revokedTokenKey } from '@holt/edge';
import { KEY_VALUE_LIMITS, type KeyValueStore, type ObjectStore } from '@holt/storage';
import {
  type AgentTokenRecord,
  deleteRecord,
  isTokenId,
  putRecord,
  readRecord,
  readRecords,
} from './agent-token-record.ts';
import { readEntries } from './change-store.ts';
import { cleanUpTokens } from './clean-up-tokens.ts';
import { AuthError } from './errors.ts';
import type { KeyRing } from './key-ring.ts';
import { MAX_TOKEN_SECONDS } from './key-use.ts';
import { mint } from './mint-token.ts';
import { isRecordRevoked } from './revocation-marks.ts';

export interface NewAgentToken {
  /** What its owner calls it: 1 to 256 characters, no control characters. */
  name: string;
  /** Whom it stands for. */
  subject: string;
  /** How its holder is named as an author. Default: none, and the subject serves. */
  holderName?: string;
  /** The e-mail address by which that person has rights, so that the token can be revoked when they end. */
  email?: string;
  /** At least one pattern, as for `mintToken`. */
  wikis: readonly string[];
  scope: readonly Right[];
  paths?: readonly string[];
  /** A whole number of seconds from now, at most 366 days. */
  ttlSeconds: number;
  /**
   * The `iat` of the session that makes it, in seconds since 1970: what revokes all that was made until some moment then ends session and token alike.
   * Default: now.
   */
  issuedAt?: number;
}

/** Tokens for agents and git. Each has a record, under `control/-/tokens/`, for as long as it may be good. */
export interface AgentTokens {
  /**
   * Makes a token. It can't be shown again: only its hash is kept. Whether somebody may give away as much is for the caller to ask.
   *
   * @throws AuthError `no-signing-key`, `token-too-long`, `token-revoked` when the session was revoked meanwhile
   * @throws TypeError for an option of the wrong form, naming it
   * @throws StorageError; no token is out then
   */
  create(options: NewAgentToken): Promise<{ token: string; record: AgentTokenRecord }>;
  /** The records of those that are good, the newest first; of one subject when it is given. */
  list(filter?: { subject?: string }): Promise<AgentTokenRecord[]>;
  /**
   * Revokes one token: here at once, at the edge within seconds. Doing it again is no error.
   *
   * @throws AuthError `token-unknown`
   * @throws StorageError; it may or may not be revoked then, so try again
   */
  revoke(id: string): Promise<void>;
  /**
   * Revokes all good tokens whose record fits.
   *
   * @returns their records
   * @throws StorageError; some may be revoked and others not, so try again
   */
  revokeWhere(fits: (record: AgentTokenRecord) => boolean): Promise<AgentTokenRecord[]>;
  /**
   * Forgets records and revocations that no good token can need any more. To be run now and then.
   *
   * @returns how many of each
   * @throws AuthError `key-store-busy`
   * @throws StorageError
   */
  cleanUp(): Promise<{ records: number; marks: number }>;
}

export interface AgentTokensOptions {
  store: ObjectStore;
  keyValues: KeyValueStore;
  ring: KeyRing;
  issuer: string;
  audience: string;
}

const ID_BYTES = 16;

export function openAgentTokens({ store, keyValues, ring, issuer, audience }: AgentTokensOptions): AgentTokens {
  async function list(filter: { subject?: string } = {}): Promise<AgentTokenRecord[]> {
    const nowSeconds = Math.floor(ring.clock.now() / 1000);
    // The records are read before the marks: what is revoked in between is not listed.
    const records = await readRecords(store);
    const entries = await readEntries(keyValues);
    return records
      .filter((record) => filter.subject === undefined || record.subject === filter.subject)
      .filter((record) => record.expiresAt > nowSeconds && !isRecordRevoked(entries, record))
      .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
  }

  /** The mark first: should the process die in between, the token is revoked, and its record is left for `cleanUp`. */
  async function revokeAll(records: readonly AgentTokenRecord[]): Promise<void> {
    for (let start = 0; start < records.length; start += KEY_VALUE_LIMITS.maxKeysPerUpdate) {
      const batch = records.slice(start, start + KEY_VALUE_LIMITS.maxKeysPerUpdate);
      const marks = batch.map((record) => [revokedTokenKey(record.id), String(record.expiresAt)]);
      await keyValues.update({ put: Object.fromEntries(marks) });
      await Promise.all(batch.map((record) => deleteRecord(store, record.id)));
    }
  }

  return {
    list,

    async create({ name, subject, holderName, email, wikis, scope, paths, ttlSeconds, issuedAt: madeBy }) {
      if (!isPlainText(name)) throw new TypeError('name must be 1 to 256 characters without control characters.');
      if (email !== undefined && !isPlainText(email)) throw new TypeError('email must be an e-mail address.');
      if (wikis.length === 0) throw new TypeError('wikis must hold at least one of: owner/name, owner/*, *.');
      if (ttlSeconds > MAX_TOKEN_SECONDS) throw new TypeError('ttlSeconds must be at most 366 days (31,622,400 s).');
      const id = Buffer.from(ring.random.bytes(ID_BYTES)).toString('hex');
      const limits = { wikis, scope, ...(paths === undefined ? {} : { paths }) };
      const { token, kid, issuedAt, expiresAt } = await mint(ring, {
        subject,
        ...(holderName === undefined ? {} : { name: holderName }),
        ...limits,
        id,
        ttlSeconds,
        ...(madeBy === undefined ? {} : { issuedAt: madeBy }),
        issuer,
        audience,
      });
      const record: AgentTokenRecord = {
        id,
        name,
        subject,
        ...(email === undefined ? {} : { email }),
        ...limits,
        kid,
        createdAt: issuedAt,
        expiresAt,
        hash: createHash('sha256').update(token).digest('base64url'),
      };
      // A token without a record could not be found again to be revoked.
      await putRecord(store, record);
      return { token, record };
    },

    async revoke(id) {
      const record = await readRecord(store, id);
      if (record !== undefined) return await revokeAll([record]);
      const isKnown = isTokenId(id) && (await keyValues.get(revokedTokenKey(id))) !== undefined;
      if (!isKnown)
        throw new AuthError('token-unknown', `No token has the id "${id.slice(0, 64)}": look at the list of tokens.`);
    },

    async revokeWhere(fits) {
      const records = (await list()).filter(fits);
      await revokeAll(records);
      return records;
    },

    cleanUp: () => cleanUpTokens(store, keyValues, ring.clock),
  };
}
