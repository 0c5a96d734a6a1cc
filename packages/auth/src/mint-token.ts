import type { Right } from '@holt/edge';
import { SignJWT } from 'jose';
import { isPlainText, isRight, isWikiPattern } from './claims.ts';
import type { KeyRing } from './key-ring.ts';
import { MAX_TOKEN_BYTES } from './verify-token.ts';

export interface MintOptions {
  /** Whom the token stands for: 1 to 256 characters, no control characters. */
  subject: string;
  /** How the holder is named as an author. Default: none, and the subject serves. */
  name?: string;
  /** At least one of `owner/name`, `owner/*`, `*`. */
  wikis: readonly string[];
  /** At least one right. `write` does not include `read`: an agent that edits needs both. */
  scope: readonly Right[];
  /** A positive whole number of seconds from now. */
  ttlSeconds: number;
  issuer: string;
  audience: string;
}

/**
 * Makes a token signed by the ring's newest key: a compact JWT (RFC 7519), HS256, with `kid`, `iss`, `aud`, `sub`, `iat`, `exp`, `jti`,
 * `scope` (words parted by spaces), `wikis` (patterns) and, when given, `name`.
 *
 * @throws AuthError `no-signing-key`
 * @throws TypeError for an option of the wrong form, naming it
 */
export async function mintToken(ring: KeyRing, options: MintOptions): Promise<string> {
  const { subject, name, wikis, scope, ttlSeconds, issuer, audience } = options;
  if (!isPlainText(subject)) throw new TypeError('subject must be 1 to 256 characters without control characters.');
  if (name !== undefined && !isPlainText(name)) {
    throw new TypeError('name must be 1 to 256 characters without control characters.');
  }
  if (wikis.length === 0 || !wikis.every(isWikiPattern)) {
    throw new TypeError('wikis must hold at least one of: owner/name, owner/*, *.');
  }
  if (scope.length === 0 || !scope.every(isRight)) {
    throw new TypeError('scope must hold at least one of: read, write.');
  }
  if (!Number.isSafeInteger(ttlSeconds) || ttlSeconds <= 0) {
    throw new TypeError('ttlSeconds must be a positive whole number of seconds.');
  }
  if (issuer === '' || audience === '') throw new TypeError('issuer and audience must not be empty.');

  const { kid, secret } = await ring.signingKey();
  const nowSeconds = Math.floor(ring.clock.now() / 1000);
  const token = await new SignJWT({
    scope: [...new Set(scope)].join(' '),
    wikis: [...wikis],
    ...(name === undefined ? {} : { name }),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + ttlSeconds)
    .setJti(Buffer.from(ring.random.bytes(12)).toString('base64url'))
    .sign(secret);
  if (token.length > MAX_TOKEN_BYTES) {
    throw new TypeError(
      `wikis is too long: the token would be over ${MAX_TOKEN_BYTES} bytes. Use owner/* or fewer wikis.`,
    );
  }
  return token;
}
