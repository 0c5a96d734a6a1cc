import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';

const LIMB_BITS = 25n;

/** A public key's numbers for rsa-verify.js, and how a token is signed for it. */
export interface RsaKey {
  numbers: { modulus: number[]; inverse: number; square: number[] };
  sign(text: string): string;
}

/** A new RSA key of 2,048 bits. */
export function makeRsaKey(): RsaKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const modulus = BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
  const count = Math.ceil(2048 / Number(LIMB_BITS));
  const limb = 1n << LIMB_BITS;
  const r = 1n << (LIMB_BITS * BigInt(count));
  const limbsOf = (value: bigint) =>
    Array.from({ length: count }, (_, i) => Number((value >> (LIMB_BITS * BigInt(i))) % limb));
  return {
    numbers: {
      modulus: limbsOf(modulus),
      inverse: Number((limb - invert(modulus % limb, limb)) % limb),
      square: limbsOf((r * r) % modulus),
    },
    sign: (text) => sign('sha256', Buffer.from(text), privateKey).toString('base64url'),
  };
}

/** Of an odd number modulo a power of two: each round doubles the bits that are right. */
function invert(value: bigint, modulus: bigint): bigint {
  let inverse = 1n;
  for (let i = 0; i < 6; i++) inverse = (inverse * (2n - value * inverse)) % modulus;
  return ((inverse % modulus) + modulus) % modulus;
}
