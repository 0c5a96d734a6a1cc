import { build } from 'esbuild';
import { expect, test } from 'vitest';
import * as search from './index.ts';

test('the package exports exactly these values', () => {
  expect(Object.keys(search).toSorted()).toEqual([
    'MAX_CARRIED_BYTES',
    'MAX_ROOT_BYTES',
    'ROOT_NAME',
    'SEARCH_FORMAT',
    'SearchError',
    'buildMain',
    'decodeEntry',
    'decodeRoot',
    'encodeEntry',
    'encodeRoot',
    'entryName',
    'excerptsOf',
    'foldText',
    'isFoldDue',
    'mainPrefix',
    'mergeChanges',
    'openMain',
    'openSearch',
    'withMain',
  ]);
});

async function bundle(code: string): Promise<string> {
  const { outputFiles, warnings } = await build({
    stdin: { contents: code, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
  });
  expect(warnings).toEqual([]);
  return outputFiles[0]?.text ?? '';
}

test('all of it can be bundled for browsers', async () => {
  expect(await bundle("export * from './index.ts'")).not.toMatch(/\bprocess\b|\brequire\(|\bBuffer\b|\bnode:/);
});

test('a browser that searches loads nothing of what makes main parts', async () => {
  const code = await bundle("export { openSearch } from './index.ts'");
  // Names of objects, which minifying keeps.
  expect(code).toContain('manifest.json');
  expect(code).not.toMatch(/octet-stream|setUint32|encodeInto/);
  expect(code.length).toBeLessThan(40_000);
});
