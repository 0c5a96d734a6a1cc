import { type CryptoKey, compactVerify, errors } from 'jose';
import { AuthError } from './errors.ts';

const COMPACT_JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The parts of a token that nobody has checked yet. */
export interface CompactJwt {
  header: Readonly<Record<string, unknown>>;
  /** @throws AuthError `token-malformed` */
  payload(): Readonly<Record<string, unknown>>;
}

/**
 * Takes a token apart. One token has one spelling: libraries decode leniently, and what goes by a token's text could be walked around.
 *
 * @throws AuthError `token-malformed`; a longer token than `maxBytes` is refused unread
 */
export function parseCompactJwt(token: string, maxBytes: number): CompactJwt {
  if (token.length > maxBytes || !COMPACT_JWT.test(token) || !token.split('.').every(isCanonicalBase64Url)) {
    throw malformed();
  }
  const [header = '', payload = ''] = token.split('.');
  return { header: parseObject(header), payload: () => parseObject(payload) };
}

/** @throws AuthError `token-signature`, `token-malformed` */
export async function checkSignature(
  token: string,
  key: CryptoKey | Uint8Array,
  algorithms: readonly string[],
): Promise<void> {
  try {
    await compactVerify(token, key, { algorithms: [...algorithms] });
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      throw new AuthError('token-signature', "The token's signature does not fit.");
    }
    throw error instanceof errors.JOSEError ? malformed() : error;
  }
}

function parseObject(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // The parser's own message would quote the token.
  }
  throw malformed();
}

function isCanonicalBase64Url(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function malformed(): AuthError {
  return new AuthError('token-malformed', 'The token is not a well-formed JWT. Send it whole and unchanged.');
}
