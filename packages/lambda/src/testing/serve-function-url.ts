import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WriteHandler } from '../create-write-handler.ts';
import type { FunctionUrlEvent } from '../function-url.ts';

/**
 * Serves a handler over HTTP on a free loopback port, as a function URL would: bodies come in base64. Events have no `Host`: that of this server is not the
 * site's.
 */
export async function serveFunctionUrl(handler: WriteHandler): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const { statusCode, headers, body, isBase64Encoded } = await handler(await toEvent(request));
    response.writeHead(statusCode, headers);
    response.end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function toEvent(request: IncomingMessage): Promise<FunctionUrlEvent> {
  const [rawPath = '/', rawQueryString = ''] = (request.url ?? '/').split('?');
  const body = Buffer.concat(await request.toArray());
  const { host: _, ...headers } = request.headersDistinct;
  return {
    version: '2.0',
    rawPath,
    rawQueryString,
    headers: Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values?.join(',')])),
    requestContext: { http: { method: request.method ?? 'GET' } },
    body: body.toString('base64'),
    isBase64Encoded: true,
  };
}
