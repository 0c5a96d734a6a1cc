import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface HttpRequest {
  method: string;
  /** Encoded, with its query. */
  path: string;
  headers: OutgoingHttpHeaders;
  body: Uint8Array;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** Nobody should wait half a minute for a host that isn't there. */
const CONNECTION_TIMEOUT_MS = 5_000;
const MAX_SOCKETS = 50;
const KEPT = { keepAlive: true, maxSockets: MAX_SOCKETS };
const http = { request: httpRequest, agent: new HttpAgent(KEPT) };
const https = { request: httpsRequest, agent: new HttpsAgent(KEPT) };

/**
 * Sends a request once and reads the answer to its end, whatever its status.
 *
 * @throws what the network fails with, also when the answer breaks off; the signal's AbortError
 */
export function exchange(origin: URL, { body, ...sent }: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const { request, agent } = origin.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const outgoing = request(origin, { ...sent, agent, signal });
    outgoing.on('error', reject);
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.once('end', () => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) });
      });
    });
    outgoing.once('socket', (socket) => {
      if (!socket.connecting) return;
      const late = () => outgoing.destroy(new Error(`no connection within ${CONNECTION_TIMEOUT_MS} ms`));
      const timer = setTimeout(late, CONNECTION_TIMEOUT_MS);
      socket.once('connect', () => clearTimeout(timer));
      socket.once('close', () => clearTimeout(timer));
    });
    outgoing.end(body);
  });
}
