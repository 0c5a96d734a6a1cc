import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Holds `index.mjs` and `rapid-client.node` of `aws-lambda-ric`: what lies in `/var/runtime` of a Lambda function. */
export const RUNTIME_FOLDER = fileURLToPath(new URL('../../node_modules/.cache/lambda-runtime/', import.meta.url));

/** Written last: a set-up that was broken off is made again. */
export const RUNTIME_STAMP = join(RUNTIME_FOLDER, 'version');

/** Where the package lies that the runtime is made of. */
export const RUNTIME_PACKAGE = fileURLToPath(new URL('.', import.meta.resolve('aws-lambda-ric')));

/** What the stamp says of a runtime that can be used here. */
export function wantedRuntime(): string {
  const { version } = createRequire(import.meta.url)(join(RUNTIME_PACKAGE, 'package.json')) as { version: string };
  return `${version} ${process.platform}-${process.arch}`;
}

export function isRuntimeReady(): boolean {
  return existsSync(RUNTIME_STAMP) && readFileSync(RUNTIME_STAMP, 'utf8') === wantedRuntime();
}
