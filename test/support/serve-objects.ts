import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ObjectStore } from '@holt/storage';

/** Serves a store's objects at their keys, as the edge does with a repository that its caller may read. */
export async function serveObjects(store: ObjectStore): Promise<{ url: string; stop(): void }> {
  const server = createServer(async (request, response) => {
    const key = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname.slice(1));
    const object = await store.get(key).catch(() => null);
    if (object === null) return void response.writeHead(503).end();
    if (object === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': object.contentType }).end(object.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, stop: () => server.close().closeAllConnections() };
}
