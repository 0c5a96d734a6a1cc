import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { KeyRing } from '../key-ring.ts';

/** What a note is for: one made for one purpose passes for no other. */
export type NotePurpose = 'sign-in' | 'hand-over' | 'hand-over-nonce' | 'sign-out';

/**
 * Notes that the auth handler hands to a browser, to get them back unchanged: signed, not secret. No note passes for a token of
 * Holt's and no token for a note: the header's `typ` and the audience differ, and each side asks for its own.
 */
export interface Notes {
  sign(purpose: NotePurpose, data: Record<string, unknown>, ttlSeconds: number): Promise<string>;
  /**
   * What was signed for that purpose; undefined for anything else, and once its time is over.
   * @throws StorageError when the key can't be looked up
   */
  read(purpose: NotePurpose, text: string | undefined): Promise<Record<string, unknown> | undefined>;
}

const typeOf = (purpose: NotePurpose) => `holt-${purpose}+jwt`;
const audienceOf = (issuer: string, purpose: NotePurpose) => `${issuer}#${purpose}`;

export function openNotes(ring: KeyRing, issuer: string): Notes {
  return {
    async sign(purpose, data, ttlSeconds) {
      const { kid, secret } = await ring.signingKey();
      const nowSeconds = Math.floor(ring.clock.now() / 1000);
      return new SignJWT({ data })
        .setProtectedHeader({ alg: 'HS256', typ: typeOf(purpose), kid })
        .setIssuer(issuer)
        .setAudience(audienceOf(issuer, purpose))
        .setIssuedAt(nowSeconds)
        .setExpirationTime(nowSeconds + ttlSeconds)
        .sign(secret);
    },

    async read(purpose, text) {
      if (text === undefined) return undefined;
      try {
        const { payload } = await jwtVerify<JWTPayload & { data?: unknown }>(
          text,
          async ({ kid }) => {
            const key = await ring.verificationKey(typeof kid === 'string' ? kid : '');
            if (!key) throw new errors.JWKSNoMatchingKey();
            return key.secret;
          },
          {
            algorithms: ['HS256'],
            typ: typeOf(purpose),
            issuer,
            audience: audienceOf(issuer, purpose),
            requiredClaims: ['exp'],
            currentDate: new Date(ring.clock.now()),
          },
        );
        return isRecord(payload.data) ? payload.data : undefined;
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
