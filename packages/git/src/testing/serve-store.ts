import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ObjectStore } from '@holt/storage';
import { onTestFinished } from 'vitest';

/** Serves a store's objects at their keys, as a CDN in front of it would, until the test is over. */
export async function serveStore(store: ObjectStore): Promise<{ url: string; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const key = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname.slice(1));
    requests.push(key);
    const object = await store.get(key).catch(() => undefined);
    if (object === undefined) return void response.writeHead(404).end();
    response
      .writeHead(200, { 'content-type': object.contentType, 'cache-control': object.cacheControl })
      .end(object.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests };
}
