import { createMcpHandler } from '@holt/mcp';
import { MemoryObjectStore, openKeyValueStore, systemClock, systemRandom } from '@holt/storage';
import { openWikis } from '@holt/wiki';
import { refuse, toResult } from '../../packages/lambda/src/result.ts';
import { toRequest } from '../../packages/lambda/src/to-request.ts';
import { startLocalEdge } from '../../packages/local/src/local-edge.ts';
import { useFixtures } from './use-fixtures.ts';

export interface FixtureServer {
  /** Takes requests without a token. */
  url: string;
  close(): Promise<void>;
}

/** Holt's HTTP server and its transport of the Model Context Protocol, with other tools, resources and prompts behind them. */
export async function startFixtureServer(): Promise<FixtureServer> {
  const store = new MemoryObjectStore();
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  let origin = '';
  const handle = createMcpHandler({
    wikis: openWikis({ store, keyValues, clock: systemClock, random: systemRandom }),
    serverName: 'fixtures',
    version: '1',
    siteOrigin: 'http://127.0.0.1',
    extend: useFixtures,
  });
  const edge = await startLocalEdge({
    store,
    keyValues,
    port: 0,
    writeHandler: async (call) => {
      if (call.requestContext.http.method !== 'POST') return refuse(405, 'method_not_allowed', 'Use POST.');
      const body = Buffer.from(call.body ?? '', call.isBase64Encoded ? 'base64' : 'utf8');
      return toResult(await handle(toRequest(call, origin, body), NOBODY));
    },
  });
  origin = edge.url;
  return { url: `${edge.url}/mcp`, close: () => edge.close() };
}

const NOBODY = { subject: 'nobody', wikis: [], scope: [], issuedAt: 0 };
