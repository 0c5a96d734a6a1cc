import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ReceivedRequest {
  method: string;
  /** Path and query, as they came. */
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What becomes of one request: it is answered, or left alone. */
export type Reply = (request: ReceivedRequest, response: ServerResponse) => void;

export interface ScriptedServer {
  endpoint: string;
  readonly requests: readonly ReceivedRequest[];
  /** Resolves when so many requests have come in whole. */
  received(count: number): Promise<void>;
}

/** An HTTP server that goes away with the test. Each request takes the next reply; the last one serves all that follow. */
export async function startScriptedServer(...replies: Reply[]): Promise<ScriptedServer> {
  const requests: ReceivedRequest[] = [];
  const waiting: { count: number; wake: () => void }[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = '', url = '', headers } = incoming;
    const request = { method, url, headers, body: Buffer.concat(chunks).toString() };
    requests.push(request);
    replies[Math.min(requests.length, replies.length) - 1]?.(request, response);
    for (const { count, wake } of waiting) if (requests.length >= count) wake();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async received(count) {
      if (requests.length < count) await new Promise<void>((wake) => waiting.push({ count, wake }));
    },
  };
}

export function answer(status: number, headers: Record<string, string> = {}, body = ''): Reply {
  return (_, response) => response.writeHead(status, headers).end(body);
}

/** An error as S3 tells it. */
export function refuse(status: number, code: string, headers: Record<string, string> = {}): Reply {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>No.</Message></Error>`;
  return answer(status, { 'content-type': 'application/xml', ...headers }, body);
}

/** The request has arrived, and its answer gets lost. */
export const loseAnswer: Reply = (_, response) => response.destroy();
export const leaveAlone: Reply = () => {};
