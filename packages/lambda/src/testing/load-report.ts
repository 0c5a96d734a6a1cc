// Run as a program: makes the handler, refuses a request without a token, and prints which files were loaded for it.
import { registerHooks } from 'node:module';

const loaded: string[] = [];
registerHooks({
  load(url, context, nextLoad) {
    loaded.push(url);
    return nextLoad(url, context);
  },
});

const { MemoryObjectStore, manualClock, openKeyValueStore, seededRandom } = await import('@holt/storage');
const { createWriteHandler } = await import('../index.ts');
const store = new MemoryObjectStore();
const handler = createWriteHandler({
  store,
  keyValues: openKeyValueStore({ store, key: 'control/key-values.json' }),
  clock: manualClock(0),
  random: seededRandom(1),
  origin: 'https://wiki.example',
  issuer: 'https://wiki.example',
  audience: 'https://wiki.example/mcp',
});
const { statusCode } = await handler({
  version: '2.0',
  rawPath: '/mcp',
  rawQueryString: '',
  headers: { 'content-type': 'application/json' },
  requestContext: { http: { method: 'POST' } },
  body: '{}',
  isBase64Encoded: false,
});
process.stdout.write(JSON.stringify({ statusCode, loaded }));
