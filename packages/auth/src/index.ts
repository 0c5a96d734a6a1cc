export type { AgentTokenRecord } from './agent-token-record.ts';
export { type AgentTokens, type AgentTokensOptions, type NewAgentToken, openAgentTokens } from './agent-tokens.ts';
export { cleanUpTokens } from './clean-up-tokens.ts';
export { AuthError, type AuthErrorCode } from './errors.ts';
export { findSite, type VisitedSite } from './find-site.ts';
export { isOwnOrigin } from './is-own-origin.ts';
export { type KeyInfo, type KeyRing, type KeyRingOptions, openKeyRing, type RetireOptions } from './key-ring.ts';
export { type MintOptions, mintToken } from './mint-token.ts';
export { type CredentialHeaders, type Credentials, readCredentials } from './read-credentials.ts';
export {
  type AccessToken,
  type AccessTokens,
  type AccessTokensOptions,
  type AuthorizationServer,
  isFromOutside,
  openAccessTokens,
} from './resource/access-tokens.ts';
export {
  bearerChallenge,
  describeResource,
  findDescribedPath,
  findResourcePath,
  type ResourceMetadata,
} from './resource/protected-resource.ts';
export { revokeSubject } from './revoke-subject.ts';
export { type AuthHandler, type AuthHandlerOptions, createAuthHandler } from './sign-in/create-auth-handler.ts';
export { type GrantSource, grantedWikis } from './sign-in/granted-wikis.ts';
export type { Identity } from './sign-in/identity.ts';
export { isSiteOwner } from './sign-in/is-site-owner.ts';
export { type AuthSettings, readAuthSettings } from './sign-in/read-auth-settings.ts';
export type { SigningKey } from './signing-key.ts';
export { verifyCredentials } from './verify-credentials.ts';
export { type VerifyOptions, verifyToken } from './verify-token.ts';
