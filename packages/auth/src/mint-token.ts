import { type Right, readClaims } from '@holt/edge';
import { SignJWT } from 'jose';
import { AuthError } from './errors.ts';
import type { KeyRing } from './key-ring.ts';
import { revokedBefore } from './revocation-marks.ts';
import { SESSION_SECONDS } from './session-seconds.ts';
import { MAX_TOKEN_BYTES } from './verify-token.ts';

export interface MintOptions {
  /** Whom the token stands for: 1 to 256 characters, no control characters. */
  subject: string;
  /** How the holder is named as an author. Default: none, and the subject serves. */
  name?: string;
  /** The verified address by which the person has rights. For sessions: a token for an agent has it in its record. Default none. */
  email?: string;
  /** `owner/name`, `owner/*` or `*`, each with `:reader`, `:editor`, `:owner` or nothing, which is an editor. None: what is public. */
  wikis: readonly string[];
  /** At least one right. `write` does not include `read`: an agent that edits needs both. */
  scope: readonly Right[];
  /** Pages, attachments and folders beyond which the token is good for nothing. Default: whole wikis. */
  paths?: readonly string[];
  /** `jti`, by which the token alone can be revoked. Default none. */
  id?: string;
  /** A positive whole number of seconds. Without `id` at most 900: a longer life needs a record, as `openAgentTokens` makes. */
  ttlSeconds: number;
  /** `iat`, at most now: that of the session that makes it. Default: now, or the subject's mark while that is ahead. */
  issuedAt?: number;
  issuer: string;
  audience: string;
}

/** A new token, and what its record needs. Times in seconds since 1970. */
export interface MintedToken {
  token: string;
  kid: string;
  issuedAt: number;
  expiresAt: number;
}

const RIGHTS: readonly string[] = ['read', 'write', 'manage'] satisfies Right[];

/** Which option a claim comes from, and its rule. */
const OPTION_RULES: Record<string, string> = {
  sub: 'subject must be 1 to 256 characters without control characters.',
  email: 'email must be 1 to 256 characters without control characters.',
  name: 'name must be 1 to 256 characters without control characters.',
  wikis: 'wikis must hold owner/name, owner/* or *, each with :reader, :editor, :owner or nothing behind.',
  paths: 'paths must hold at least one path of a page, an attachment or a folder, and only such.',
  jti: 'id must be 1 to 64 letters, digits, - and _.',
};

/**
 * Makes a token signed by the ring's signing key: a compact JWT (RFC 7519), HS256, with `kid`, `iss`, `aud`, `sub`, `iat`, `exp`,
 * `scope` (words parted by spaces), `wikis` (patterns) and, when given, `jti`, `name`, `email`, `paths`. It is dated to the subject's revocation
 * mark while that is still ahead, so that who signs out and in again within a second is in.
 *
 * @throws AuthError `no-signing-key`, `token-too-long`, `token-revoked` when `issuedAt` is from before the subject's mark
 * @throws TypeError for an option of the wrong form, naming it
 * @throws StorageError
 */
export async function mintToken(ring: KeyRing, options: MintOptions): Promise<string> {
  return (await mint(ring, options)).token;
}

/** As {@link mintToken}, with what a record needs. */
export async function mint(ring: KeyRing, options: MintOptions): Promise<MintedToken> {
  const { subject, name, email, wikis, scope, paths, id, ttlSeconds, issuedAt: madeBy, issuer, audience } = options;
  if (scope.length === 0 || !scope.every((right) => RIGHTS.includes(right))) {
    throw new TypeError(`scope must hold at least one of: ${RIGHTS.join(', ')}.`);
  }
  if (!Number.isSafeInteger(ttlSeconds) || ttlSeconds <= 0) {
    throw new TypeError('ttlSeconds must be a positive whole number of seconds.');
  }
  if (id === undefined && ttlSeconds > SESSION_SECONDS) {
    throw new TypeError(
      `ttlSeconds must be at most ${SESSION_SECONDS} without an id. Make longer tokens by openAgentTokens: rotation and revocation rely on their records.`,
    );
  }
  if (paths?.length === 0) throw new TypeError(OPTION_RULES.paths);
  if (issuer === '' || audience === '') throw new TypeError('issuer and audience must not be empty.');

  const nowSeconds = Math.floor(ring.clock.now() / 1000);
  const payload = {
    iss: issuer,
    aud: audience,
    sub: subject,
    iat: nowSeconds,
    exp: nowSeconds + ttlSeconds,
    ...(id === undefined ? {} : { jti: id }),
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    scope: [...new Set(scope)].join(' '),
    wikis: [...wikis],
    ...(paths === undefined ? {} : { paths: [...paths] }),
  };
  // What nobody would accept is not made. One rule decides both.
  const claims = readClaims(payload, { iss: issuer, aud: audience }, nowSeconds);
  if (typeof claims === 'string') throw new TypeError(OPTION_RULES[claims] ?? `The claim ${claims} is ill-formed.`);

  const [{ kid, secret }, mark] = await Promise.all([ring.signingKey(), revokedBefore(ring.keyValues, subject)]);
  if (madeBy !== undefined && madeBy < mark) {
    throw new AuthError('token-revoked', 'The session was revoked. Sign in again.');
  }
  const issuedAt = madeBy ?? Math.max(nowSeconds, mark);
  const expiresAt = Math.max(nowSeconds, issuedAt) + ttlSeconds;
  const token = await new SignJWT({ ...payload, iat: issuedAt, exp: expiresAt })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid })
    .sign(secret);
  if (token.length > MAX_TOKEN_BYTES) {
    throw new AuthError(
      'token-too-long',
      `The token would be over ${MAX_TOKEN_BYTES} bytes. Name fewer wikis and paths, or use owner/*.`,
    );
  }
  return { token, kid, issuedAt, expiresAt };
}
