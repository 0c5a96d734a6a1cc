import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** What a public list of cross-site scripting attacks holds: the seeds of the fuzzer in the tests of xss-filters. */
export function publicPayloads(): string[] {
  return readFileSync(require.resolve('xss-filters/tests/fuzz/bin/seed.xss'), 'latin1')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
}
