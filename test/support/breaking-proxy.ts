import { once } from 'node:events';
import { createServer, type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came, or an answer as it is to go on; header names in lower case. */
export interface ProxiedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface ProxiedAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** What is broken on purpose. */
export interface Breakage {
  request?(request: ProxiedRequest): void;
  answer?(answer: ProxiedAnswer, request: Readonly<ProxiedRequest>): void;
  /** Leave the addresses in answers as those of the site behind. */
  keepsAddresses?: boolean;
}

export interface BreakingProxy {
  url: string;
  /** What is broken from now on. */
  break(breakage: Breakage): void;
  close(): Promise<void>;
}

/** Stands in front of a site as one whose address is the proxy's, and passes everything on but for what it breaks. */
export async function startBreakingProxy(site: string): Promise<BreakingProxy> {
  let breakage: Breakage = {};
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { host: _, connection: __, ...headers } = toFields(incoming.headers);
    const body = (await readAll(incoming)).toString();
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers, body };
    breakage.request?.(request);
    const answer = await send(site, request);
    if (!breakage.keepsAddresses) nameProxy(answer, site, url);
    breakage.answer?.(answer, request);
    outgoing.writeHead(answer.status, answer.headers);
    outgoing.end(answer.body);
  }

  return {
    url,
    break(next) {
      breakage = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function send(site: string, { method, path, headers, body }: ProxiedRequest): Promise<ProxiedAnswer> {
  const { hostname, port } = new URL(site);
  const sent = requestHttp({ hostname, port, path, method, headers, agent: false });
  sent.end(body);
  const [incoming] = (await once(sent, 'response')) as [IncomingMessage];
  const { connection: _, 'keep-alive': __, ...answered } = toFields(incoming.headers);
  return { status: incoming.statusCode ?? 0, headers: answered, body: await readAll(incoming) };
}

function nameProxy(answer: ProxiedAnswer, site: string, url: string): void {
  const { 'content-type': type = '', 'content-encoding': coding } = answer.headers;
  if (coding !== undefined || !type.includes('json')) return;
  answer.body = Buffer.from(answer.body.toString().replaceAll(site, url));
  if (answer.body.length > 0) answer.headers['content-length'] = String(answer.body.length);
}

function toFields(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
