import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { type KeyValueAnswer, type KeyValueState, makeKeyValueState } from './key-value-state.ts';

const ACCOUNT = '123456789012';
export const ARN = `arn:aws:cloudfront::${ACCOUNT}:key-value-store/3f1c1c3e-8b0e-4d6a-9a51-0c5f7f1d2e11`;
export const CREDENTIALS = { accessKeyId: 'key', secretAccessKey: 'secret' };

type Operation = 'DescribeKeyValueStore' | 'GetKey' | 'ListKeys' | 'UpdateKeys';

export interface ServedRequest {
  operation: Operation;
  /** Of the store, or of GetKey. */
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What becomes of a request instead of its plain answer. `answer` does what was asked for and tells the answer. */
export type Fault = (answer: () => KeyValueAnswer, response: ServerResponse) => KeyValueAnswer | undefined;

export interface KeyValueService extends KeyValueState {
  readonly requests: readonly ServedRequest[];
  operations(): Operation[];
  /** The next requests of that operation meet these, one each. */
  plan(operation: Operation, ...faults: Fault[]): void;
  /** Resolves when so many requests of the operation have come in whole. */
  received(operation: Operation, count: number): Promise<void>;
  /** A real client whose requests arrive here. */
  makeClient(options?: { maxAttempts?: number }): CloudFrontKeyValueStoreClient;
}

export type KeyValueServiceOptions = Parameters<typeof makeKeyValueState>[1] & {
  /** Whose requests are taken. Default: that of {@link CREDENTIALS}. */
  accessKeyId?: string;
};

/** It answers until it is closed. */
export interface ServedKeyValues extends KeyValueService {
  /** Its host is a name that stands for 127.0.0.1, as that of {@link KeyValueService.makeClient} does. */
  endpoint: string;
  close(): Promise<void>;
}

/**
 * The REST API of CloudFront KeyValueStore with one store, on a free port of this machine. Paths, headers and bodies are those of the
 * service's model, 2022-07-26.
 */
export async function serveKeyValues(options: KeyValueServiceOptions = {}): Promise<ServedKeyValues> {
  const { accessKeyId = CREDENTIALS.accessKeyId } = options;
  const state = makeKeyValueState(ARN, options);
  const requests: ServedRequest[] = [];
  const faults: Partial<Record<Operation, Fault[]>> = {};
  const waiting: { operation: Operation; count: number; wake: () => void }[] = [];
  const countOf = (operation: Operation) => requests.filter((request) => request.operation === operation).length;

  const server = createServer(async (incoming, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const url = new URL(incoming.url ?? '', 'http://service');
    const [root, arn = '', keys, key, ...more] = url.pathname.slice(1).split('/').map(decodeURIComponent);
    const operation = operationOf(incoming.method, keys, key);
    if (root !== 'key-value-stores' || operation === undefined || more.length > 0) return send(response, unknown());
    requests.push({ operation, path: key ?? '', headers: incoming.headers, body });

    const answer = () => {
      const refusal = checkCaller(incoming, arn, accessKeyId) ?? (arn === ARN ? undefined : state.missing('the store'));
      if (refusal !== undefined) return refusal;
      if (operation === 'GetKey') return state.get(key ?? '');
      if (operation === 'ListKeys') return state.list(url.searchParams);
      if (operation === 'UpdateKeys') return state.update(incoming.headers['if-match'], body);
      return state.describe();
    };
    const fault = faults[operation]?.shift();
    const answered = fault === undefined ? answer() : fault(answer, response);
    if (answered !== undefined) send(response, answered);
    for (const { operation, count, wake } of waiting) if (countOf(operation) >= count) wake();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // The client puts the account in front of the host, so it takes a host name and an answer to what address that is.
  const agent = new Agent({
    keepAlive: true,
    lookup: (_, __, tell) => tell(null, [{ address: '127.0.0.1', family: 4 }]),
  });
  const endpoint = `http://key-values.test:${port}`;

  return {
    ...state,
    requests,
    endpoint,
    async close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
    operations: () => requests.map(({ operation }) => operation),
    plan(operation, ...planned) {
      faults[operation] = [...(faults[operation] ?? []), ...planned];
    },
    async received(operation, count) {
      if (countOf(operation) < count) await new Promise<void>((wake) => waiting.push({ operation, count, wake }));
    },
    makeClient: ({ maxAttempts = 1 } = {}) =>
      new CloudFrontKeyValueStoreClient({
        maxAttempts,
        region: 'us-east-1',
        endpoint,
        credentials: { ...CREDENTIALS, accessKeyId },
        requestHandler: { httpAgent: agent },
      }),
  };
}

function operationOf(method: string | undefined, keys: string | undefined, key: string | undefined) {
  if (keys === undefined) return method === 'GET' ? 'DescribeKeyValueStore' : undefined;
  if (keys !== 'keys') return undefined;
  if (key !== undefined) return method === 'GET' ? 'GetKey' : undefined;
  return method === 'GET' ? 'ListKeys' : method === 'POST' ? 'UpdateKeys' : undefined;
}

/** The store answers on its account's own host, to whom signs for all regions. */
function checkCaller({ headers }: IncomingMessage, arn: string, accessKeyId: string): KeyValueAnswer | undefined {
  const isSigned = headers.authorization?.startsWith(`AWS4-ECDSA-P256-SHA256 Credential=${accessKeyId}/`);
  if (!isSigned || headers['x-amz-region-set'] !== '*') {
    return { status: 403, type: 'InvalidSignatureException', body: { Message: 'not signed for all regions' } };
  }
  if (!headers.host?.startsWith(`${arn.split(':')[4]}.`)) {
    return { status: 403, type: 'AccessDeniedException', body: { Message: 'the host of another account' } };
  }
  return undefined;
}

function unknown(): KeyValueAnswer {
  return { status: 404, type: 'UnknownOperationException', body: {} };
}

function send(response: ServerResponse, { status, type, etag, body }: KeyValueAnswer): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(type === undefined ? {} : { 'x-amzn-errortype': type }),
    ...(etag === undefined ? {} : { etag }),
  });
  response.end(JSON.stringify(body));
}
