import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { GENERATED, generateAssets, generateShellVersion } from '../scripts/build-assets.ts';
import { PAGE_SCRIPT, SCRIPT, SEARCH_SCRIPT, SPECULATION_RULES, STYLES } from './assets.generated.ts';
import { notFoundHtml } from './notice-html.ts';
import { securityHeaders } from './security-headers.ts';
import { siteAssets } from './site-assets.ts';

test('the generated modules are up to date: else run `node packages/site/scripts/build-assets.ts`', async () => {
  expect(readFileSync(GENERATED.assets, 'utf8')).toBe(await generateAssets());
  expect(readFileSync(GENERATED.shellVersion, 'utf8')).toBe(await generateShellVersion());
});

test('what is inline is at most 1.5 KB, the style sheet 5 KB (brotli)', () => {
  expect(brotliCompressSync(SCRIPT + SPECULATION_RULES).byteLength).toBeLessThanOrEqual(1536);
  expect(brotliCompressSync(STYLES.body).byteLength).toBeLessThanOrEqual(5120);
});

test('what searches is at most 20 KB (brotli)', () => {
  expect(brotliCompressSync(SEARCH_SCRIPT.body).byteLength).toBeLessThanOrEqual(20 * 1024);
});

const FORBIDDEN = [
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'document.write',
  'eval',
  'Function(',
  'import(',
  'http:',
  'https:',
];

test.each(FORBIDDEN)('no script has %s', (forbidden) => {
  for (const script of [SCRIPT, PAGE_SCRIPT.body, SEARCH_SCRIPT.body]) expect(script).not.toContain(forbidden);
});

test('only the search waits for a time', () => {
  for (const script of [SCRIPT, PAGE_SCRIPT.body]) expect(script).not.toContain('setTimeout');
});

test('the policy allows the three scripts by their hashes and nothing by its place', () => {
  const [scripts] = /script-src [^;]*/.exec(securityHeaders()['content-security-policy'] ?? '') ?? [];
  expect(scripts?.split(' ').slice(1)).toEqual(
    [SCRIPT, PAGE_SCRIPT.body, SEARCH_SCRIPT.body, SPECULATION_RULES].map(policySource),
  );
});

test('every page loads the script with the hash by which the policy knows it', () => {
  const integrity = policySource(PAGE_SCRIPT.body).slice(1, -1);
  expect(notFoundHtml()).toContain(`<script src="/assets/${PAGE_SCRIPT.name}" integrity="${integrity}" defer>`);
});

test('the script of pages knows where the search is, and by which hash', () => {
  expect(PAGE_SCRIPT.body).toContain(`/assets/${SEARCH_SCRIPT.name}`);
  expect(PAGE_SCRIPT.body).toContain(policySource(SEARCH_SCRIPT.body).slice(1, -1));
});

test('the style sheet loads nothing from elsewhere', () => {
  expect(STYLES.body).not.toMatch(/@import|url\((?!"?data:)/);
});

test('the style sheet follows the theme that was chosen: no colour asks for the system’s alone', () => {
  expect(STYLES.body).not.toContain('prefers-color-scheme');
});

test('assets have a hash in their names', () => {
  for (const { name } of siteAssets()) expect(name).toMatch(/^[a-z]+\.[0-9a-f]{12}\.(?:css|js|svg)$/);
});

describe('contrast is at least 4.5:1 (WCAG 2.2 AA)', () => {
  const base = readFileSync(new URL('browser/styles/base.css', import.meta.url), 'utf8');
  const pairs: [text: string, surface: string][] = [
    ...['ink', 'muted', 'water', 'missing', 'amber', 'plum', 'added-ink'].flatMap((ink): [string, string][] => [
      [ink, 'paper'],
      [ink, 'surface'],
    ]),
    ['water', 'water-wash'],
    ...['ink', 'muted', 'missing', 'amber', 'plum', 'added-ink'].map((ink): [string, string] => [ink, 'water-wash']),
    ['added-ink', 'added'],
    ['missing', 'removed'],
  ];
  test.each(pairs)('%s on %s', (ink, surface) => {
    for (const scheme of [0, 1] as const)
      expect(contrast(colour(base, ink)[scheme], colour(base, surface)[scheme])).toBeGreaterThanOrEqual(4.5);
  });
});

function policySource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** As it is in the light and in the dark. */
function colour(css: string, name: string): [light: string, dark: string] {
  const [, light, dark] = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);`).exec(css) ?? [];
  if (light === undefined || dark === undefined) throw new Error(`No --${name}.`);
  return [light, dark];
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
