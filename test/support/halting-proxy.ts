import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is not passed on, as `fetch` has undone it or the proxy does it itself. */
const HOP_HEADERS = ['connection', 'content-encoding', 'content-length', 'keep-alive', 'transfer-encoding'];

export interface HaltingProxy {
  origin: string;
  /**
   * Sends the next document at this path up to a text that it has, and the rest on `goOn`.
   *
   * @param change of the document's HTML
   */
  haltAt(path: string, text: string, change?: (html: string) => string): void;
  goOn(): void;
  close(): Promise<void>;
}

interface Halt {
  path: string;
  text: string;
  change(html: string): string;
}

/** Stands before a site, and can let a document come in two parts, as slow networks and busy machines do. */
export async function startHaltingProxy(site: string): Promise<HaltingProxy> {
  let halt: Halt | undefined;
  let goOn = (): void => {};
  const answer = async (path: string, response: ServerResponse): Promise<void> => {
    const answered = await fetch(new URL(path, site), { redirect: 'manual' });
    const headers = [...answered.headers].filter(([name]) => !HOP_HEADERS.includes(name));
    response.writeHead(answered.status, Object.fromEntries(headers));
    const body = Buffer.from(await answered.arrayBuffer());
    if (path !== halt?.path) {
      response.end(body);
      return;
    }
    const html = halt.change(body.toString());
    const at = html.indexOf(halt.text);
    if (at < 0) throw new Error(`${path} does not have ${halt.text}`);
    halt = undefined;
    const going = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    response.write(html.slice(0, at));
    await going;
    response.end(html.slice(at));
  };
  const server = createServer((request, response) => {
    answer(request.url ?? '/', response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    haltAt(path, text, change = (html) => html) {
      halt = { path, text, change };
    },
    goOn: () => goOn(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
