export { bearerToken } from './bearer-token.ts';
export type { Claims } from './claims.ts';
export { AuthError, type AuthErrorCode } from './errors.ts';
export { type KeyRing, type KeyRingOptions, openKeyRing, type SigningKey } from './key-ring.ts';
export { type MintOptions, mintToken } from './mint-token.ts';
export { type VerifyOptions, verifyToken } from './verify-token.ts';
