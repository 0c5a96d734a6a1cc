import { mkdir, writeFile } from 'node:fs/promises';
import { buildEdge } from '@holt/edge/build';

/** Writes what is deployed: `edge/dist/`. */
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
