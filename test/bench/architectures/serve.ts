import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Architecture } from './architecture.ts';
import { onTheWire } from './measure-views.ts';

export interface Served {
  origin: string;
  /** Paths that were asked for since the last {@link Served.forget}. */
  asked: readonly string[];
  forget(): void;
  close(): Promise<void>;
}

/** Serves an architecture to a browser, compressed as the edge does, as the edge lets it be cached. */
export async function serve(architecture: Architecture): Promise<Served> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const url = (request.url ?? '').split('?', 1)[0] as string;
    asked.push(url);
    const answer = await architecture.respond(url).catch(() => undefined);
    if (answer === undefined) return response.writeHead(404).end();
    const body = await onTheWire(answer);
    response.writeHead(200, {
      'content-type': answer.contentType,
      'cache-control': url.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=0',
      ...(body !== answer.body && { 'content-encoding': 'br' }),
    });
    return response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    forget: () => asked.splice(0),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
