import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildEdge } from '@holt/edge/build';
import { buildHandlers } from '@holt/lambda/build';

/** Writes what is deployed: `edge/dist/` and `packages/lambda/dist/`. */
const directory = new URL('../edge/dist/', import.meta.url);
const { viewerRequest, viewerResponse } = await buildEdge();
await mkdir(directory, { recursive: true });
for (const [name, text] of [
  ['viewer-request.js', viewerRequest],
  ['viewer-response.js', viewerResponse],
] as const) {
  await writeFile(new URL(name, directory), text);
  process.stdout.write(`edge/dist/${name} ${Buffer.byteLength(text)} bytes\n`);
}
const handlers = await buildHandlers(fileURLToPath(new URL('../packages/lambda/dist/', import.meta.url)));
for (const [name, { bytes, zipBytes }] of Object.entries(handlers)) {
  process.stdout.write(`packages/lambda/dist/${name}/ ${bytes} bytes, ${zipBytes} bytes zipped\n`);
}
