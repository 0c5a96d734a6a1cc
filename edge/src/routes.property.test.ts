import { describe, expect, test } from 'vitest';
import { randomHostileUrl, randomName, randomPagePath, seededNumbers } from '../testing/random-paths.ts';
import * as edge from './index.js';

const RUNS = 3_000;

describe('for random legal paths', () => {
  const next = seededNumbers(1);
  const cases = Array.from({ length: RUNS }, () => [randomName(next), randomName(next), randomPagePath(next)] as const);

  test('the path is legal and its parts resolve from their URLs to their keys', () => {
    for (const [owner, wiki, path] of cases) {
      if (edge.checkWikiId(`${owner}/${wiki}`)) continue;
      const spaced = path.replaceAll('_', ' ').replaceAll(/(^|\/) +| +($|(?=\/))/g, '$1x');
      expect(edge.checkPagePath(path)).toBe('');
      expect(edge.checkFilePath(spaced)).toBe('');
      const object = (area: string, at: string, key: string) => ({
        kind: 'object',
        area,
        owner,
        wiki,
        path: at,
        key,
        right: 'read',
      });
      expect(edge.resolve(edge.pageUrl(owner, wiki, path))).toEqual(
        object('page', path, edge.pageKey(owner, wiki, path)),
      );
      expect(edge.resolve(edge.markdownUrl(owner, wiki, path))).toEqual(
        object('markdown', path, edge.markdownKey(owner, wiki, path)),
      );
      expect(edge.resolve(edge.fileUrl(owner, wiki, spaced))).toEqual(
        object('file', spaced, edge.fileKey(owner, wiki, spaced)),
      );
      const name = `history/${path}`;
      expect(edge.resolve(edge.dashUrl(owner, wiki, name))).toEqual(
        object('dash', name, edge.dashKey(owner, wiki, name)),
      );
      expect(edge.resolve(`${edge.gitUrl(owner, wiki)}/HEAD`)).toEqual(
        object('git', 'HEAD', `${edge.gitPrefix(owner, wiki)}HEAD`),
      );
    }
  });

  test('different objects have different keys', () => {
    const paths = new Set(cases.map(([, , path]) => path));
    const keys = [...paths].flatMap((path) => [
      edge.pageKey('o', 'w', path),
      edge.markdownKey('o', 'w', path),
      edge.fileKey('o', 'w', path),
      edge.dashKey('o', 'w', `history/${path}`),
    ]);
    expect(new Set(keys).size).toBe(4 * paths.size);
  });

  test('a path folds like its other cases and forms', () => {
    for (const [, , path] of cases) {
      const folded = edge.foldPath(path);
      for (const other of [path.toUpperCase(), path.toLowerCase(), path.normalize('NFD'), folded]) {
        expect(edge.foldPath(other)).toBe(folded);
      }
    }
  });
});

describe('for random hostile URLs', () => {
  test('an object is always inside the wiki that the URL names literally', () => {
    const next = seededNumbers(2);
    const kinds: Record<string, number> = {};
    for (let i = 0; i < 10 * RUNS; i++) {
      const url = randomHostileUrl(next);
      const route = edge.resolve(url);
      kinds[route.kind] = (kinds[route.kind] ?? 0) + 1;
      if (route.kind === 'redirect') {
        expect(route.location).toMatch(/^\/[a-z0-9-]+\/[a-z0-9-]+\//);
        expect(edge.resolve(route.location).kind).toBe('object');
      }
      if (route.kind !== 'object') continue;
      const prefix = route.area === 'asset' ? 'assets/' : `${route.owner}/${route.wiki}`;
      expect(url.startsWith(`/${prefix}`), url).toBe(true);
      expect(route.key, url).not.toMatch(/(^|\/)(\.\.?)?(\/|$)|[\\%\p{Cc}]/u);
      const roots = { git: `git/${prefix}/`, asset: 'assets/' } as Record<string, string>;
      expect(route.key.startsWith(roots[route.area] ?? `fragments/${prefix}/`), url).toBe(true);
    }
    expect(kinds.object).toBeGreaterThan(RUNS / 2);
    expect(Object.keys(kinds).sort()).toEqual(['bad', 'none', 'object', 'redirect', 'service']);
  });
});
