import { openAgentTokens, openKeyRing } from '@holt/auth';
import { createWriteHandler } from '@holt/lambda';
import { type Clock, type ObjectStore, openKeyValueStore, systemRandom } from '@holt/storage';

const ORIGIN = 'https://wiki.example';
const AUDIENCE = `${ORIGIN}/mcp`;
const DAY_SECONDS = 24 * 60 * 60;
/** So far apart calls are for the server, so that none is refused for coming too soon. */
const BETWEEN_CALLS_MS = 2000;

export interface BenchServer {
  /** Calls a tool as an agent does, but for the network: the token is checked, the message read and written. */
  call(tool: string, input: Record<string, unknown>): Promise<Record<string, unknown>>;
  listTools(): Promise<unknown>;
}

/** The handler that a Lambda function runs, with a good token for all wikis in the store. */
export async function startServer(store: ObjectStore): Promise<BenchServer> {
  let nowMs = Date.now();
  const clock: Clock = {
    now: () => nowMs,
    async sleep(ms) {
      nowMs += ms;
    },
  };
  const parts = {
    store,
    keyValues: openKeyValueStore({ store, key: 'control/key-values.json' }),
    clock,
    random: systemRandom,
  };
  const ring = openKeyRing(parts);
  await ring.ensure();
  const rules = { issuer: ORIGIN, audience: AUDIENCE };
  const { token } = await openAgentTokens({ ...parts, ring, ...rules }).create({
    name: 'bench',
    subject: 'agent@example.org',
    wikis: ['*'],
    scope: ['read', 'write'],
    ttlSeconds: DAY_SECONDS,
  });
  const handle = createWriteHandler({ ...parts, ...rules, origin: ORIGIN });

  const send = async (method: string, params: object) => {
    nowMs += BETWEEN_CALLS_MS;
    const { statusCode, body } = await handle({
      version: '2.0',
      rawPath: '/mcp',
      rawQueryString: '',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      requestContext: { http: { method: 'POST' } },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      isBase64Encoded: false,
    });
    if (statusCode !== 200) throw new Error(`${method} was answered with ${statusCode}: ${body}`);
    return JSON.parse(body).result;
  };
  return {
    listTools: async () => (await send('tools/list', {})).tools,
    async call(tool, input) {
      const { isError, content, structuredContent } = await send('tools/call', { name: tool, arguments: input });
      if (isError) throw new Error(`${tool} was refused: ${content[0].text}`);
      return structuredContent;
    },
  };
}
