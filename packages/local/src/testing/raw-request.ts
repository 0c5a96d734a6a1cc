import { connect } from 'node:net';

/** Writes bytes to a port and gives back all that comes until the server closes the connection. */
export function rawRequest(url: string, text: string | Uint8Array): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

/** The request of a client that wants one answer: a target, exactly as it is to be sent, and header lines. */
export function rawGet(url: string, target: string, headers: readonly string[] = [`Host: ${new URL(url).host}`]) {
  const lines = [`GET ${target} HTTP/1.1`, ...headers, 'Connection: close', '', ''];
  return rawRequest(url, Buffer.from(lines.join('\r\n'), 'utf8'));
}

/** The status codes of the answers in what a connection gave. */
export function statusCodes(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
}
