import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import packageJson from '../../package.json' with { type: 'json' };

const TIMEOUT_MS = 30_000;
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const USER_AGENT = `holt-smoke/${packageJson.version}`;

export interface SmokeRequest {
  method?: string;
  /** Percent-encoded, with its query. It goes out exactly as it is. */
  path: string;
  /** By lower-case name. */
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

export interface SmokeAnswer {
  status: number;
  /** By lower-case name; several of a name are joined by commas. */
  headers: Readonly<Record<string, string>>;
  /** As it came, compressed or not. */
  body: Uint8Array;
}

/** Sends one request to an origin and takes its answer as it is: nothing is followed, decoded or kept. */
export type Send = (origin: string, request: SmokeRequest) => Promise<SmokeAnswer>;

/** {@link Send} over the network, each request on a connection of its own. */
export const sendHttp: Send = (origin, { method = 'GET', path, headers = {}, body }) =>
  new Promise((resolve, reject) => {
    const { protocol, hostname, port } = new URL(origin);
    const open = protocol === 'https:' ? requestHttps : requestHttp;
    const request = open({
      // As a URL has it, an IPv6 address is in brackets.
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? undefined : port,
      path,
      method,
      agent: false,
      headers: {
        'user-agent': USER_AGENT,
        ...headers,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let sizeBytes = 0;
      response.on('data', (chunk: Buffer) => {
        sizeBytes += chunk.length;
        chunks.push(chunk);
        if (sizeBytes > MAX_BODY_BYTES) request.destroy(new Error(`an answer of more than ${MAX_BODY_BYTES} bytes`));
      });
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
          ),
          body: Buffer.concat(chunks),
        }),
      );
    });
    request.end(body);
  });

export function textOf({ body }: SmokeAnswer): string {
  return new TextDecoder().decode(body);
}

/** An answer in a line: its status, its type and how its text begins. */
export function describeAnswer(answer: SmokeAnswer): string {
  const { status, headers } = answer;
  const type = headers['content-type'] ?? 'no content-type';
  const isPlain = headers['content-encoding'] === undefined && /^(text\/|application\/([\w.-]+\+)?json)/.test(type);
  const start = isPlain ? textOf(answer).slice(0, 100).replace(/\s+/g, ' ').trim() : '';
  return `status ${status}, ${type}${start === '' ? '' : `: ${start}`}`;
}
