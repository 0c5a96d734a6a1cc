import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { type Configuration, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { AuthSettings } from '../read-auth-settings.ts';
import { answerInteraction } from './answer-interaction.ts';
import { memoryAdapters } from './memory-adapter.ts';

export interface ProviderUser {
  /** Becomes the ID token's `sub`. */
  subject: string;
  password: string;
  email?: string;
  /** Default true. */
  emailVerified?: boolean;
  name?: string;
}

export interface ProviderOptions {
  /** The origins that may send people here; a function where a port is not known yet. */
  sites: readonly string[] | (() => readonly string[]);
  users: readonly ProviderUser[];
  /**
   * The subject of the one who is signed in without a form; by default people fill in a form with the fields `subject` and
   * `password`.
   */
  automatic?: string;
  /** Where the e-mail address is told: in the ID token, or (default) at the userinfo endpoint, as the standard has it. */
  addressIn?: 'id-token' | 'userinfo';
  /** Whether people can sign out here. Default true. */
  endsSessions?: boolean;
}

export interface TestProvider {
  issuer: string;
  /** What a site that uses it is set up with, without owners. */
  settings: AuthSettings;
  /** The paths that were asked for, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const CLIENT_ID = 'holt';
const CLIENT_SECRET = 'the secret of a test';
const DAY_SECONDS = 24 * 60 * 60;

/**
 * Starts a certified OpenID provider in this process, at a free port of 127.0.0.1. It keeps all in memory and asks nobody for
 * consent. What it promises (PKCE, codes that work once, sessions, `prompt`, `max_age`) is its own.
 */
export async function startProvider(options: ProviderOptions): Promise<TestProvider> {
  const requests: string[] = [];
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
  const server = createServer((request, response) => {
    requests.push(new URL(request.url ?? '/', 'http://provider').pathname);
    handle(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const provider = new Provider(issuer, await configure(options));
  const isOfSite = (url: string, path: string) => {
    const sites = typeof options.sites === 'function' ? options.sites() : options.sites;
    return sites.some((site) => url === site + path);
  };
  provider.Client.prototype.redirectUriAllowed = (url) => isOfSite(url, '/auth/callback');
  provider.Client.prototype.postLogoutRedirectUriAllowed = (url) => isOfSite(url, '/auth/signed-out');
  const answer = provider.callback();
  handle = (request, response) =>
    request.url?.startsWith('/interaction/')
      ? answerInteraction(provider, options, request, response)
      : answer(request, response);

  return {
    issuer,
    requests,
    settings: {
      issuer,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      scopes: ['openid', 'email', 'profile'],
      owners: [],
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function configure({
  users,
  addressIn = 'userinfo',
  endsSessions = true,
}: ProviderOptions): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    adapter: memoryAdapters(),
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: ['https://wiki.example/auth/callback'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'first' }] },
    cookies: { keys: ['the cookie key of a test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: addressIn === 'userinfo',
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: endsSessions, logoutSource },
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    ttl: { AccessToken: 3600, Grant: 30 * DAY_SECONDS, IdToken: 3600, Interaction: 3600, Session: 30 * DAY_SECONDS },
    async findAccount(_context, accountId) {
      const user = users.find(({ subject }) => subject === accountId);
      if (user === undefined) return undefined;
      const { subject, email, emailVerified = true, name } = user;
      return { accountId, claims: () => ({ sub: subject, email, email_verified: emailVerified, name }) };
    },
    async loadExistingGrant({ oidc }) {
      const { Grant } = oidc.provider;
      const { clientId } = oidc.client ?? {};
      const { accountId } = oidc.session ?? {};
      if (clientId === undefined || accountId === undefined) return undefined;
      const id = oidc.session?.grantIdFor(clientId);
      const grant = (id === undefined ? undefined : await Grant.find(id)) ?? new Grant({ clientId, accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    renderError(context, { error }) {
      context.type = 'text/plain';
      context.body = `The provider refuses: ${error}`;
    },
  };
}

function logoutSource(context: KoaContextWithOIDC, form: string): void {
  context.body = `<!doctype html><title>Sign out</title><link rel="icon" href="data:,"><h1>Sign out of the provider?</h1>${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes">Yes</button>`;
}
