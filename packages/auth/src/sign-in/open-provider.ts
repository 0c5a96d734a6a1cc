import { isPlainText } from '@holt/edge';
import type { Clock } from '@holt/storage';
import type { JWTVerifyGetKey } from 'jose';
import * as oidc from 'openid-client';
import { PROVIDER_SESSION_SECONDS } from '../session-seconds.ts';
import type { Identity } from './identity.ts';
import type { AuthSettings } from './read-auth-settings.ts';
import { SignInRefusal } from './sign-in-refusal.ts';
import { toIdentity } from './to-identity.ts';
import { toProviderRefusal } from './to-provider-refusal.ts';
import { openKeySet, verifyIdToken } from './verify-id-token.ts';

/** What binds the provider's answer to the question. */
export interface Challenge {
  /** Comes back in the URL. */
  state: string;
  /** Comes back in the ID token. */
  nonce: string;
  /** Its hash goes to the provider with the question, it itself with the code (PKCE, RFC 7636). */
  verifier: string;
}

export interface Identified {
  identity: Identity;
  /** When they last proved to the provider who they are, in seconds since 1970; undefined when it does not say. */
  authenticatedAt: number | undefined;
}

/** The OpenID provider. Every method throws a {@link SignInRefusal}: `provider-down`, `provider-wrong` and where said more. */
export interface Provider {
  /** @param login whether they must prove who they are, although their session at the provider lives */
  authorizationUrl(redirectUri: string, challenge: Challenge, options: { login: boolean }): Promise<URL>;
  /**
   * Takes the provider's answer: exchanges the code and verifies the ID token.
   * @param callback the URL that the provider sent the browser to
   * @throws SignInRefusal also `provider-refused`, `answer-misfit`
   */
  identify(callback: URL, challenge: Challenge): Promise<Identified>;
  /** Where a browser goes to sign out at the provider; undefined when it has no such address. */
  endSessionUrl(returnTo: string): Promise<URL | undefined>;
}

const TIMEOUT_SECONDS = 10;
const METADATA_MAX_AGE_MS = 60 * 60 * 1000;

/** Makes no request: the provider's metadata is asked for when it is first needed, and kept for an hour. */
export function openProvider(settings: AuthSettings, clock: Clock): Provider {
  let discovered: { configuration: oidc.Configuration; keys: JWTVerifyGetKey; atMs: number } | undefined;

  async function discover() {
    if (discovered && clock.now() - discovered.atMs < METADATA_MAX_AGE_MS) return discovered;
    const { issuer, clientId } = settings;
    const isInsecure = new URL(issuer).protocol === 'http:';
    const configuration = await oidc.discovery(new URL(issuer), clientId, undefined, clientAuth(settings), {
      timeout: TIMEOUT_SECONDS,
      // The settings allow http only for an issuer on this machine.
      execute: isInsecure ? [oidc.allowInsecureRequests] : [],
    });
    discovered = { configuration, keys: openKeySet(configuration.serverMetadata(), isInsecure), atMs: clock.now() };
    return discovered;
  }

  async function identify(callback: URL, challenge: Challenge): Promise<Identified> {
    const { configuration, keys } = await discover();
    const tokens = await oidc.authorizationCodeGrant(configuration, callback, {
      expectedState: challenge.state,
      expectedNonce: challenge.nonce,
      pkceCodeVerifier: challenge.verifier,
      idTokenExpected: true,
    });
    const claims = await verifyIdToken(tokens.id_token ?? '', keys, {
      issuer: configuration.serverMetadata().issuer,
      clientId: settings.clientId,
      nowMs: clock.now(),
    });
    const subject = claims.sub;
    if (!isPlainText(subject)) throw new SignInRefusal('provider-wrong');
    // Providers may keep the address out of the ID token (OpenID Connect Core, section 5.4).
    const isAddressElsewhere = claims.email === undefined && settings.scopes.includes('email');
    const profile =
      isAddressElsewhere && configuration.serverMetadata().userinfo_endpoint !== undefined
        ? { ...claims, ...(await oidc.fetchUserInfo(configuration, tokens.access_token, subject)) }
        : claims;
    const authenticatedAt = typeof claims.auth_time === 'number' ? claims.auth_time : undefined;
    return { identity: toIdentity(subject, profile), authenticatedAt };
  }

  return {
    async authorizationUrl(redirectUri, { state, nonce, verifier }, { login }) {
      try {
        const { configuration } = await discover();
        return oidc.buildAuthorizationUrl(configuration, {
          redirect_uri: redirectUri,
          scope: settings.scopes.join(' '),
          state,
          nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          // With it the provider has to say when somebody signed in (OpenID Connect Core, section 3.1.2.1).
          max_age: `${PROVIDER_SESSION_SECONDS}`,
          ...(login ? { prompt: 'login' } : {}),
        });
      } catch (error) {
        throw toProviderRefusal(error);
      }
    },

    async identify(callback, challenge) {
      try {
        return await identify(callback, challenge);
      } catch (error) {
        throw toProviderRefusal(error);
      }
    },

    async endSessionUrl(returnTo) {
      try {
        const { configuration } = await discover();
        if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
        return oidc.buildEndSessionUrl(configuration, { post_logout_redirect_uri: returnTo });
      } catch (error) {
        throw toProviderRefusal(error);
      }
    },
  };
}

/** The secret goes into the header, which every provider must take, unless the provider says that it takes it in the form only. */
function clientAuth({ clientSecret }: AuthSettings): oidc.ClientAuth {
  if (clientSecret === undefined) return oidc.None();
  const [inHeader, inForm] = [oidc.ClientSecretBasic(clientSecret), oidc.ClientSecretPost(clientSecret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const authenticate = methods.includes('client_secret_basic') ? inHeader : inForm;
    authenticate(server, client, body, headers);
  };
}
