import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenProxy {
  /** Where the target's URL is reached with the token. */
  url: string;
  close(): Promise<void>;
}

/**
 * Adds a token to each request, for clients that can't send one. It is otherwise as if the client had called the target itself: a
 * `Host` or `Origin` that names the proxy names the target, any other stays as it is.
 */
export async function startTokenProxy(targetUrl: string, token: string): Promise<TokenProxy> {
  const target = new URL(targetUrl);
  const server = createServer((incoming, outgoing) => {
    const own = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const headers = { ...forTarget(incoming.headers, own, target.host), authorization: `Bearer ${token}` };
    const options = { host: target.hostname, port: target.port, path: incoming.url, method: incoming.method, headers };
    const forwarded = httpRequest(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.once('error', (error) => outgoing.destroy(error));
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    },
  };
}

function forTarget(headers: IncomingHttpHeaders, own: string, target: string): IncomingHttpHeaders {
  const { host, origin } = headers;
  return {
    ...headers,
    ...(host === own ? { host: target } : {}),
    ...(origin === `http://${own}` ? { origin: `http://${target}` } : {}),
  };
}
