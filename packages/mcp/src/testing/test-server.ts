import { MemoryObjectStore, manualClock, type ObjectStore, openKeyValueStore, seededRandom } from '@holt/storage';
import { type AccessSettings, openAccessSettings, openWikis, type Wikis } from '@holt/wiki';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Caller } from '../caller.ts';
import { createMcpHandler, type McpHandler } from '../create-mcp-handler.ts';

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
export function startTestServer(store: ObjectStore = new MemoryObjectStore()): TestServer & { access: AccessSettings } {
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const clock = manualClock(START_SECONDS * 1000);
  return {
    ...serve(openWikis({ store, keyValues, clock, random: seededRandom('mcp') })),
    access: openAccessSettings({ store, keyValues, clock }),
  };
}

export function serve(wikis: Wikis): TestServer {
  const logged: Logged[] = [];
  const handle = createMcpHandler({
    wikis,
    serverName: 'holt-test',
    version: '1.2.3',
    siteOrigin: SITE_ORIGIN,
    log: (message, cause) => logged.push({ message, cause }),
  });
  return { wikis, handle, logged };
}

/** The official client, connected to the handler without a network in between. */
export async function connect({ handle }: TestServer, caller: Caller, bound?: string): Promise<Client> {
  const client = new Client({ name: 'test-client', version: '1.0.0' });
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

/** Calls a tool that must refuse, and gives the code and the text of its refusal. */
export async function refusal(client: Client, name: string, input: Record<string, unknown> = {}) {
  const { isError, text, data } = await call(client, name, input);
  if (!isError) throw new Error(`${name} did not refuse: ${text.slice(0, 200)}`);
  return { text, ...(data.error as { code: string; message: string } & Record<string, unknown>) };
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
