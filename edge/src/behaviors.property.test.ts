import { describe, expect, test } from 'vitest';
import { matchesPattern } from '../testing/matches-pattern.ts';
import { randomHostileUrl, randomName, randomPagePath, seededNumbers } from '../testing/random-paths.ts';
import * as edge from './index.js';
import { BEHAVIORS, resolve } from './index.js';

const SEED = 8;
const RUNS = 20_000;

const servedBy = (path: string) => BEHAVIORS.find(({ pattern }) => matchesPattern(pattern, path))?.serves;

/** Who has to answer what a URL names; undefined for what the function answers by itself. */
function neededBy(path: string): string[] | undefined {
  const route = resolve(path);
  if (route.kind === 'service') return [route.service === 'auth' ? 'auth' : 'write'];
  if (route.kind !== 'object') return undefined;
  if (route.area === 'asset') return ['assets', 'objects'];
  // A page may be named as the refs are: it comes from the same bucket, only uncached.
  return route.area === 'git' && route.path === 'info/refs' ? ['refs'] : ['objects', 'refs'];
}

/** The path as CloudFront reads it for its patterns: without dot segments, nothing encoded that need not be (RFC 3986 §6.2.2). */
function normalized(path: string): string {
  const decoded = path.replaceAll(/%[0-9a-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : encoded.toUpperCase();
  });
  return new URL(`https://wiki.example${decoded}`).pathname;
}

describe('the table of behaviours', () => {
  test.each([
    ['/mcp', 'write'],
    ['/mcp/me/notes', 'write'],
    ['/api', 'write'],
    ['/api/', 'write'],
    ['/api/wikis/me', 'write'],
    ['/.well-known/oauth-protected-resource/mcp', 'write'],
    ['/auth', 'auth'],
    ['/auth/sign-in', 'auth'],
    ['/assets/site.0a.css', 'assets'],
    ['/robots.txt', 'objects'],
    ['/me/notes.git/info/refs', 'refs'],
    ['/me/notes.git/HEAD', 'objects'],
    ['/me/notes/', 'objects'],
    ['/me/notes/-/', 'objects'],
    ['/me/notes/mcp/x', 'objects'],
    ['/me/api/', 'objects'],
    ['/mcps/notes/', 'objects'],
    ['/apiary/notes/', 'objects'],
    ['/authors/notes/', 'objects'],
    ['/assets-of/notes/', 'objects'],
  ])('%s is served by %s, as the edge function expects', (path, serves) => {
    expect(servedBy(path)).toBe(serves);
    expect(neededBy(path)).toContain(serves);
  });

  test('has a last row for all that fits no other, and none behind it', () => {
    expect(BEHAVIORS.findIndex(({ pattern }) => pattern === '*')).toBe(BEHAVIORS.length - 1);
  });

  test(`serves random URLs by whom the edge function expects, however they are spelled (seed ${SEED})`, () => {
    const next = seededNumbers(SEED);
    const heads = ['', '/mcp', '/api', '/auth', '/assets', '/.well-known', '/me/notes.git/info/refs'];
    const paths = Array.from({ length: RUNS }, (_, i) => {
      if (i % 4 === 0) return edge.pageUrl(randomName(next), randomName(next), randomPagePath(next));
      if (i % 4 === 1) return `/${randomName(next)}/${randomName(next)}.git/info/refs`;
      return (heads[next(heads.length)] ?? '') + randomHostileUrl(next);
    });
    const served = paths.flatMap((path) => {
      const needed = neededBy(path);
      return needed ? [{ path, needed }] : [];
    });
    expect(new Set(served.flatMap(({ needed }) => needed)).size).toBe(5);
    for (const { path, needed } of served) {
      expect([path, needed]).toEqual([path, expect.arrayContaining([servedBy(path)])]);
      expect([path, needed]).toEqual([path, expect.arrayContaining([servedBy(normalized(path))])]);
    }
  });
});
