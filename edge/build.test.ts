import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'acorn';
import { describe, expect, test } from 'vitest';
import { buildEdge, checkFunction, MAX_FUNCTION_BYTES } from './build.ts';
import { findOutsideSubset } from './find-outside-subset.ts';
import { accessKey, encodeAccessRecord, pageUrl, resolve } from './src/index.js';
import { edgeEvent } from './testing/edge-request.ts';
import { randomHostileUrl, randomPagePath, seededNumbers } from './testing/random-paths.ts';
import { type EdgeCase, hasNjs, runInNjs } from './testing/run-in-njs.ts';

interface Fixture extends EdgeCase {
  function: 'viewer-request' | 'viewer-response';
  result: unknown;
}

const directory = new URL('../fixtures/edge/', import.meta.url);
const fixtures = readdirSync(directory).map((file): [string, Fixture] => [
  file,
  JSON.parse(readFileSync(new URL(file, directory), 'utf8')),
]);

const { viewerRequest, viewerResponse } = await buildEdge();

describe('the built functions', () => {
  test('are the same from every build', async () => {
    expect(await buildEdge()).toEqual({ viewerRequest, viewerResponse });
  });

  test.each([
    ['viewer-request', viewerRequest],
    ['viewer-response', viewerResponse],
  ])('%s is a script with a function handler, in the subset and within the limit, with room left', (_name, text) => {
    expect(text).toMatch(/\bfunction handler\(/);
    expect(text).not.toContain('export');
    expect(findOutsideSubset(parse(text, { ecmaVersion: 'latest', sourceType: 'module' }))).toEqual([]);
    expect(Buffer.byteLength(text)).toBeLessThan(0.97 * MAX_FUNCTION_BYTES);
  });

  test('hold no key that only the publisher writes', () => {
    expect(viewerRequest).not.toContain('control/');
  });

  test('a function over the limit is refused', () => {
    const text = `function handler(){return "${'x'.repeat(MAX_FUNCTION_BYTES)}"}`;
    expect(() => checkFunction('big', text)).toThrowError(expect.objectContaining({ code: 'too-large' }));
  });

  test('a function outside the subset is refused, with the place', () => {
    expect(() => checkFunction('new', 'function handler(e){return e?.request}')).toThrowError(
      'new: CloudFront refuses optional chaining at offset 27.',
    );
  });
});

describe.skipIf(!hasNjs())('the built functions in njs (needs the system package njs)', () => {
  for (const [name, text] of [
    ['viewer-request', viewerRequest],
    ['viewer-response', viewerResponse],
  ] as const) {
    const cases = fixtures.filter(([, fixture]) => fixture.function === name);
    const results = hasNjs()
      ? runInNjs(
          text,
          cases.map(([, fixture]) => fixture),
        )
      : [];
    test.each(cases.map(([file, fixture], i): [string, Fixture, unknown] => [file, fixture, results[i]]))(
      `${name} answers fixtures/edge/%s as expected`,
      (_file, fixture, result) => expect(result).toEqual(fixture.result),
    );
  }

  test('viewer-request reads 2,000 random URLs as the same module does in Node', () => {
    const next = seededNumbers(3);
    const urls = Array.from({ length: 2_000 }, (_, i) =>
      i % 2 === 0 ? randomHostileUrl(next) : pageUrl('me', 'notes', randomPagePath(next)),
    );
    const cases = urls.map((uri) => ({
      keyValues: {
        [accessKey('me', 'notes')]: encodeAccessRecord({ public: true, rules: [], since: 0 }),
      },
      event: edgeEvent({ uri }),
    }));
    const results = runInNjs(viewerRequest, cases) as { statusCode?: number; uri?: string }[];
    expect(results.map((result) => result.statusCode ?? decodeURIComponent(result.uri ?? ''))).toEqual(
      urls.map((uri) => outcome(uri)),
    );
  });
});

/** The status of the function's own answer, or the path of the request that it passes on. */
function outcome(uri: string): number | string {
  const route = resolve(uri);
  if (route.kind === 'service') return decodeURIComponent(uri);
  if (route.kind !== 'object') return { bad: 400, none: 404, redirect: 301, root: 404 }[route.kind];
  const isOpen = route.right === 'none' || (route.owner === 'me' && route.wiki === 'notes');
  return isOpen ? `/${route.key}` : 401;
}
