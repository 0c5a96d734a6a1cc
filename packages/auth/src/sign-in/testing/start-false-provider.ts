import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import type { AuthSettings } from '../read-auth-settings.ts';

/** What a provider tells, with which a test makes it lie. */
export interface Lie {
  metadata?: Record<string, unknown>;
  /** What is null is left out. */
  claims?: Record<string, unknown>;
  /** Instead of the token that is made of the claims. */
  idToken?: (honest: string, sign: (claims: JWTPayload, alg?: string) => Promise<string>) => string | Promise<string>;
  /** Of the token endpoint. */
  status?: number;
  body?: string;
}

export interface FalseProvider {
  settings: AuthSettings;
  /** What was sent to the token endpoint, in order. */
  readonly tokenRequests: readonly { authorization: string | undefined; form: URLSearchParams }[];
  /** The answer to a question: the URL that the browser is sent back to. */
  answerTo(question: URL): URL;
}

/** A provider that does what no real one does: each of its answers can be made wrong. It goes away with the test. */
export async function startFalseProvider(lie: Lie): Promise<FalseProvider> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(publicKey)), kid: 'only', alg: 'ES256', use: 'sig' };
  const stranger = await generateKeyPair('ES256');
  const tokenRequests: { authorization: string | undefined; form: URLSearchParams }[] = [];
  let nonce: string | null = null;

  const sign = (claims: JWTPayload, alg = 'ES256') =>
    new SignJWT(claims)
      .setProtectedHeader({ alg, kid: 'only' })
      .sign(alg === 'HS256' ? Buffer.from('the secret of a test') : alg === 'ES256' ? privateKey : stranger.privateKey);
  const json = (response: ServerResponse, body: unknown, status = 200) =>
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(typeof body === 'string' ? body : JSON.stringify(body));

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', issuer);
    if (pathname === '/.well-known/openid-configuration') {
      json(response, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256', 'HS256'],
        authorization_response_iss_parameter_supported: true,
        ...lie.metadata,
      });
      return;
    }
    if (pathname === '/keys') {
      json(response, { keys: [key] });
      return;
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    tokenRequests.push({ authorization: request.headers.authorization, form });
    const nowSeconds = Math.floor(Date.now() / 1000);
    const honest = { iss: issuer, aud: 'holt', sub: 'alice-1', iat: nowSeconds, exp: nowSeconds + 60, nonce };
    const claims = Object.fromEntries(
      Object.entries({ ...honest, ...lie.claims }).filter(([, value]) => value !== null),
    );
    const idToken = await sign(claims);
    const told = (await lie.idToken?.(idToken, sign)) ?? idToken;
    json(response, lie.body ?? { access_token: 'x', token_type: 'Bearer', id_token: told }, lie.status);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  return {
    tokenRequests,
    settings: { issuer, clientId: 'holt', scopes: ['openid', 'email'], owners: [] },
    answerTo(question) {
      nonce = question.searchParams.get('nonce');
      const back = new URL(question.searchParams.get('redirect_uri') ?? '');
      back.search = `${new URLSearchParams({ code: 'a code', state: question.searchParams.get('state') ?? '', iss: issuer })}`;
      return back;
    },
  };
}
