import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { type Configuration, type JWK, Provider } from 'oidc-provider';
import { answerInteraction } from '../../sign-in/testing/answer-interaction.ts';
import { memoryAdapters } from '../../sign-in/testing/memory-adapter.ts';
import type { ProviderUser } from '../../sign-in/testing/start-provider.ts';
import { type IssuerKey, signToken } from './start-false-issuer.ts';

export interface AuthorizationServerOptions {
  /** The first of them is signed in without a form. */
  users: readonly ProviderUser[];
  /** For which resources it makes tokens. */
  isResource: (resource: string) => boolean;
  /** Default: 600. */
  tokenSeconds?: number;
}

export interface TestAuthorizationServer {
  issuer: string;
  /** All that was sent to it, as text: methods, paths and headers. */
  readonly received: readonly string[];
  /** The paths that were asked for, in order. */
  readonly requests: readonly string[];
  /** Makes it sign by a new key from now on, and publish that alone. */
  rotate(): Promise<void>;
  /** A token that its present key signs, and whatever it says. */
  sign(claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Answers nothing but 503 from now on, or as before. */
  setDown(isDown: boolean): void;
  close(): Promise<void>;
}

const ALGORITHM = 'ES256';
const SCOPES = 'read write';

/**
 * Starts a certified provider in this process, as agents need it: clients register by themselves (RFC 7591), PKCE is required, tokens are JWTs (RFC 9068) for the one
 * resource that was asked for (RFC 8707), and can be refreshed.
 */
export async function startAuthorizationServer(options: AuthorizationServerOptions): Promise<TestAuthorizationServer> {
  const received: string[] = [];
  const requests: string[] = [];
  let isDown = false;
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
  const server = createServer((request, response) => {
    requests.push(new URL(request.url ?? '/', 'http://provider').pathname);
    received.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    return isDown ? response.writeHead(503).end() : answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const adapter = memoryAdapters();
  const [automatic] = options.users.map(({ subject }) => subject);
  let rotations = 0;
  let key = await makeKey('key-0');
  const open = async () => {
    const provider = new Provider(issuer, await configure(options, adapter, key));
    const callback = provider.callback();
    answer = (request, response) =>
      request.url?.startsWith('/interaction/')
        ? answerInteraction(
            provider,
            { users: options.users, ...(automatic === undefined ? {} : { automatic }) },
            request,
            response,
          )
        : callback(request, response);
  };
  await open();

  return {
    issuer,
    received,
    requests,
    async rotate() {
      rotations++;
      key = await makeKey(`key-${rotations}`);
      await open();
    },
    sign: (claims, header) => signToken(key, claims, header),
    setDown(value) {
      isDown = value;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function makeKey(kid: string): Promise<IssuerKey> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(privateKey)), kid, alg: ALGORITHM, use: 'sig' } };
}

async function configure(
  { users, isResource, tokenSeconds = 600 }: AuthorizationServerOptions,
  adapter: NonNullable<Configuration['adapter']>,
  { jwk }: IssuerKey,
): Promise<Configuration> {
  const find = (accountId: string | undefined) => users.find(({ subject }) => subject === accountId);
  const describe = ({ email, emailVerified = true, name }: ProviderUser) => ({
    email,
    email_verified: emailVerified,
    name,
  });
  return {
    adapter,
    jwks: { keys: [jwk as JWK] },
    cookies: { keys: ['the cookie key of a test'] },
    scopes: ['openid', 'email', 'profile', ...SCOPES.split(' ')],
    pkce: { required: () => true },
    clientDefaults: { id_token_signed_response_alg: ALGORITHM, grant_types: ['authorization_code', 'refresh_token'] },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo(_context, resource) {
          if (!isResource(resource)) throw Object.assign(new Error('invalid_target'), { error: 'invalid_target' });
          return {
            scope: SCOPES,
            audience: resource,
            accessTokenFormat: 'jwt',
            accessTokenTTL: tokenSeconds,
            jwt: { sign: { alg: ALGORITHM, kid: jwk.kid } },
          };
        },
      },
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    ttl: { Grant: 86_400, IdToken: 600, Interaction: 600, Session: 86_400, RefreshToken: 86_400 },
    async findAccount(_context, accountId) {
      const user = find(accountId);
      return user && { accountId, claims: () => ({ sub: accountId, ...describe(user) }) };
    },
    async extraTokenClaims(_context, token) {
      const user = 'accountId' in token ? find(token.accountId) : undefined;
      return user && describe(user);
    },
    async loadExistingGrant({ oidc }) {
      const { Grant } = oidc.provider;
      const { clientId } = oidc.client ?? {};
      const { accountId } = oidc.session ?? {};
      if (clientId === undefined || accountId === undefined) return undefined;
      const grant = new Grant({ clientId, accountId });
      grant.addOIDCScope(SCOPES);
      for (const resource of Object.keys(oidc.resourceServers ?? {})) grant.addResourceScope(resource, SCOPES);
      await grant.save();
      return grant;
    },
    renderError(context, { error, error_description: description }) {
      context.type = 'text/plain';
      context.body = `The authorization server refuses: ${error} ${description}`;
    },
  };
}
