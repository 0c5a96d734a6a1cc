import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { makeRadosClient, type RadosGatewayAddress } from '@holt/storage/testing/s3';

export interface S3Service {
  /** For `AWS_ENDPOINT_URL_S3` */
  endpoint: string;
  /** Method and path of all that was asked, in order. */
  readonly requests: readonly string[];
  /** From now on, puts into this folder of any bucket are denied; with undefined, none. */
  denyPuts(folder: string | undefined): void;
  /** From now on, answers begin so many milliseconds later than the gateway gives them. */
  delayAnswers(ms: number): void;
  close(): Promise<void>;
}

const errorBody = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>as the test has it</Message></Error>`;

/**
 * Amazon S3 as far as radosgw is it, for programs that can't be changed: an address in front of a gateway that evens out where radosgw 16 differs in what
 * conditions do. Requests with `If-Match` are signed anew, as radosgw wants the bare ETag there; all others pass as they come, signature and all.
 */
export async function startS3(address: RadosGatewayAddress): Promise<S3Service> {
  const gateway = new URL(address.endpoint);
  const client = makeRadosClient(address);
  const requests: string[] = [];
  let deniedFolder: string | undefined;
  let delayMs = 0;

  /** The headers with the bare ETag, and a signature that fits them. */
  async function withBareEtag({ method = 'GET', url = '/', headers }: IncomingMessage): Promise<IncomingHttpHeaders> {
    const { pathname, searchParams } = new URL(url, address.endpoint);
    const { authorization: _, 'x-amz-date': _date, connection: _connection, ...others } = headers;
    const fields = Object.entries(others).map(([name, value]) => [name, String(value)]);
    const signer = await client.config.signer();
    const signed = await signer.sign({
      method,
      protocol: 'http:',
      hostname: gateway.hostname,
      port: Number(gateway.port),
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: { ...Object.fromEntries(fields), 'if-match': String(headers['if-match']).replaceAll('"', '') },
    });
    return signed.headers;
  }

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    requests.push(`${incoming.method} ${incoming.url}`);
    const folder = incoming.url?.split('/')[2];
    if (incoming.method === 'PUT' && folder === deniedFolder) {
      incoming.resume();
      response.writeHead(403, { 'content-type': 'application/xml' }).end(errorBody('AccessDenied'));
      return;
    }
    const hasCondition = incoming.headers['if-match'] !== undefined;
    const outgoing = request({
      host: gateway.hostname,
      port: gateway.port,
      method: incoming.method,
      path: incoming.url,
      headers: hasCondition ? await withBareEtag(incoming) : incoming.headers,
    });
    incoming.pipe(outgoing);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    if (delayMs > 0) await delay(delayMs);
    // Whoever loses the race to replace a version is told of an unknown error.
    if (hasCondition && answer.statusCode === 500) {
      answer.resume();
      response.writeHead(412, { 'content-type': 'application/xml' }).end(errorBody('PreconditionFailed'));
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  }

  const server = createServer((incoming, response) => {
    pass(incoming, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    denyPuts(folder) {
      deniedFolder = folder;
    },
    delayAnswers(ms) {
      delayMs = ms;
    },
    async close() {
      client.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
