import {
  type ManualClock,
  MemoryObjectStore,
  manualClock,
  type ObjectStore,
  openKeyValueStore,
  seededRandom,
} from '@holt/storage';
import { type AccessSettings, openAccessSettings, openWikis, type Wikis } from '@holt/wiki';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { CallToolResult, Implementation } from '@modelcontextprotocol/sdk/types.js';
import type { Caller } from '../caller.ts';
import { createMcpHandler, type McpHandler, type McpHandlerOptions } from '../create-mcp-handler.ts';

export const SITE_ORIGIN = 'https://wiki.example';

/** When the tests take place. */
export const START_SECONDS = Date.UTC(2026, 10, 20) / 1000;

export interface Logged {
  message: string;
  cause: unknown;
}

export interface TestServer {
  wikis: Wikis;
  handle: McpHandler;
  logged: Logged[];
}

/** The real handler over the real wikis, in memory, with a clock that stands still. */
export function startTestServer(
  store: ObjectStore = new MemoryObjectStore(),
  options: Partial<McpHandlerOptions> = {},
): TestServer & { access: AccessSettings; clock: ManualClock } {
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const clock = manualClock(START_SECONDS * 1000);
  return {
    ...serve(openWikis({ store, keyValues, clock, random: seededRandom('mcp') }), options),
    access: openAccessSettings({ store, keyValues, clock }),
    clock,
  };
}

export function serve(wikis: Wikis, options: Partial<McpHandlerOptions> = {}): TestServer {
  const logged: Logged[] = [];
  const handle = createMcpHandler({
    wikis,
    serverName: 'holt-test',
    version: '1.2.3',
    siteOrigin: SITE_ORIGIN,
    log: (message, cause) => logged.push({ message, cause }),
    ...options,
  });
  return { wikis, handle, logged };
}

/** The official client, connected to the handler without a network in between. @param clientInfo what it calls itself */
export async function connect(
  { handle }: Pick<TestServer, 'handle'>,
  caller: Caller,
  bound?: string,
  clientInfo: Implementation = { name: 'test-client', version: '1.0.0' },
): Promise<Client> {
  const client = new Client(clientInfo);
  const transport = new StreamableHTTPClientTransport(new URL(`${SITE_ORIGIN}/mcp`), {
    fetch: async (url, init) => {
      const request = new Request(url, init as RequestInit);
      return request.method === 'POST' ? handle(request, caller, bound) : new Response(null, { status: 405 });
    },
  });
  await client.connect(transport as Transport);
  // The client checks structured content against the schemas that it has listed.
  await client.listTools();
  return client;
}

export interface Outcome {
  isError: boolean;
  text: string;
  data: Record<string, unknown>;
}

export async function call(client: Client, name: string, input: Record<string, unknown> = {}): Promise<Outcome> {
  const result = (await client.callTool({ name, arguments: input })) as CallToolResult;
  const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
  return { isError: result.isError === true, text, data: result.structuredContent ?? {} };
}

export interface Refusal {
  code: string;
  message: string;
  /** What the agent reads. */
  text: string;
  /** The error's data, as programs have it. */
  [name: string]: unknown;
}

/** Calls a tool that must refuse, and gives its refusal. */
export async function refusal(client: Client, name: string, input: Record<string, unknown> = {}): Promise<Refusal> {
  const { isError, text, data } = await call(client, name, input);
  if (!isError) throw new Error(`${name} did not refuse: ${text.slice(0, 200)}`);
  return { text, ...(data.error as Omit<Refusal, 'text'>) } as Refusal;
}

export const writer: Caller = {
  subject: 'me',
  name: 'Me Myself',
  wikis: ['me/*'],
  scope: ['read', 'write'],
  issuedAt: START_SECONDS,
};
export const reader: Caller = { subject: 'guest', wikis: ['me/notes'], scope: ['read'], issuedAt: START_SECONDS };
export const stranger: Caller = {
  subject: 'stranger',
  wikis: ['other/*'],
  scope: ['read', 'write'],
  issuedAt: START_SECONDS,
};
