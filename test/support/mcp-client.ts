import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

export interface ToolAnswer {
  isError: boolean;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: each tool has its own shape, which the test states
  data: any;
}

export interface McpSession {
  call(name: string, args?: Record<string, unknown>): Promise<ToolAnswer>;
  client: Client;
  close(): Promise<void>;
}

/** A session of the official SDK's client over Streamable HTTP. */
export async function connect(url: string, token?: string): Promise<McpSession> {
  const client = new Client({ name: 'holt-test', version: '1' });
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }) as never);
  return {
    client,
    async call(name, args = {}) {
      const result = await client.callTool({ name, arguments: args });
      const content = result.content as { type: string; text?: string }[];
      const text = content.map((part) => part.text ?? '').join('\n');
      return { isError: result.isError === true, text, data: result.structuredContent };
    },
    close: () => client.close(),
  };
}
