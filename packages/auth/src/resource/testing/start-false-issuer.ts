import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** A key of an issuer's, whether it is published or not. */
export interface IssuerKey {
  jwk: JWK & { kid: string };
  privateKey: CryptoKey;
}

/** An authorization server of which a test decides all: what it tells, what it keeps back and whether it answers at all. */
export interface FalseIssuer {
  issuer: string;
  /** The paths that were asked for, in order. */
  readonly requests: readonly string[];
  /** All that clients sent: paths and headers, as text. */
  readonly received: readonly string[];
  /** Merged into the metadata. */
  metadata: Record<string, unknown>;
  /** What is published. */
  keys: JWK[];
  /** What it does instead of answering. */
  trouble: 'none' | 'error' | 'silence' | 'flood' | 'redirect' | 'no-json';
  makeKey(kid: string, alg?: string): Promise<IssuerKey>;
  close(): Promise<void>;
}

/** Serves metadata and keys at a free port of 127.0.0.1. */
export async function startFalseIssuer(): Promise<FalseIssuer> {
  const requests: string[] = [];
  const received: string[] = [];
  const json = (response: ServerResponse, body: unknown) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push(path);
    received.push(`${path} ${JSON.stringify(request.headers)}`);
    if (self.trouble === 'silence') return;
    if (self.trouble === 'error') return void response.writeHead(500).end('{}');
    if (self.trouble === 'no-json') return void response.writeHead(200).end('<!doctype html>');
    const { pathname, searchParams } = new URL(path, 'http://issuer');
    if (self.trouble === 'redirect' && !searchParams.has('moved')) {
      return void response.writeHead(302, { location: `${pathname}?moved` }).end();
    }
    const padding = self.trouble === 'flood' ? { padding: 'x'.repeat(1024 * 1024) } : {};
    if (pathname === '/.well-known/openid-configuration') {
      return json(response, { issuer: self.issuer, jwks_uri: `${self.issuer}/keys`, ...self.metadata, ...padding });
    }
    return pathname === '/keys' ? json(response, { keys: self.keys, ...padding }) : response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const self: FalseIssuer = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    received,
    metadata: {},
    keys: [],
    trouble: 'none',
    async makeKey(kid, alg = 'ES256') {
      const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
      return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return self;
}

/** A token with these claims; those that are undefined are left out, as are such members of the header. */
export function signToken(
  { jwk, privateKey }: IssuerKey,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const defined = (members: object) => Object.entries(members).filter(([, value]) => value !== undefined);
  const whole = { alg: jwk.alg, typ: 'at+jwt', kid: jwk.kid, ...header };
  return new SignJWT(Object.fromEntries(defined(claims)) as JWTPayload)
    .setProtectedHeader(Object.fromEntries(defined(whole)) as { alg: string })
    .sign(privateKey);
}
