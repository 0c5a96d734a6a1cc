// Writes src/assets.generated.ts and src/shell-version.generated.ts: `node packages/site/scripts/build-assets.ts`.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { assetUrl } from '@holt/edge';
import { build } from 'esbuild';

const NOTICE = '// Made by scripts/build-assets.ts: change src/browser/ and run it again.\n';

export const GENERATED = {
  assets: new URL('../src/assets.generated.ts', import.meta.url),
  shellVersion: new URL('../src/shell-version.generated.ts', import.meta.url),
};

/** The text of assets.generated.ts: what browsers get, minified, under names that hold a hash. */
export async function generateAssets(): Promise<string> {
  const styles = await minify('site.css');
  const script = await minify('inline.js');
  const searchScript = await minify('search.js', { SEARCH_STYLES: await minify('search.css') });
  const searchName = hashedName('search', 'js', searchScript);
  const pageScript = await minify('page.js', {
    SEARCH_URL: assetUrl(searchName),
    SEARCH_INTEGRITY: policyHash(searchScript),
  });
  if (/<\/script|<!--/i.test(script))
    throw new Error('inline.js holds text that would end its element: write it otherwise.');
  const icon = (await readFile(browserFile('icon.svg'), 'utf8')).trim();
  const rules = JSON.stringify(JSON.parse(await readFile(browserFile('speculation-rules.json'), 'utf8')));
  return [
    NOTICE,
    `export const STYLES = ${literal({ name: hashedName('site', 'css', styles), body: styles })};`,
    `export const ICON = ${literal({ name: hashedName('icon', 'svg', icon), body: icon })};`,
    `export const SCRIPT = ${literal(script)};`,
    `export const SCRIPT_HASH = ${literal(policyHash(script))};`,
    `export const PAGE_SCRIPT = ${literal({ name: hashedName('page', 'js', pageScript), body: pageScript })};`,
    `export const PAGE_SCRIPT_HASH = ${literal(policyHash(pageScript))};`,
    `export const SEARCH_SCRIPT = ${literal({ name: searchName, body: searchScript })};`,
    `export const SEARCH_SCRIPT_HASH = ${literal(policyHash(searchScript))};`,
    `export const SPECULATION_RULES = ${literal(rules)};`,
    `export const SPECULATION_RULES_HASH = ${literal(policyHash(rules))};\n`,
  ].join('\n');
}

/** The text of shell-version.generated.ts. Reads the assets as they are written. */
export async function generateShellVersion(): Promise<string> {
  const { renderShellSample } = await import('../src/shell-sample.ts');
  const version = createHash('sha256').update(renderShellSample()).digest('hex').slice(0, 16);
  const doc = '/** Changes whenever pages that were written before must be written again. */';
  return `${NOTICE}\n${doc}\nexport const SHELL_VERSION = ${literal(version)};\n`;
}

/** @param texts stand where the script has these names */
async function minify(name: string, texts: Readonly<Record<string, string>> = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(browserFile(name))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    define: Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, literal(text)])),
    // Else the repository's own would put "use strict" into the script, for nothing.
    tsconfigRaw: {},
  });
  return (outputFiles[0]?.text ?? '').trim();
}

function browserFile(name: string): URL {
  return new URL(`../src/browser/${name}`, import.meta.url);
}

function hashedName(stem: string, extension: string, body: string): string {
  return `${stem}.${createHash('sha256').update(body).digest('hex').slice(0, 12)}.${extension}`;
}

/** As a content security policy and the attribute `integrity` name a text. */
function policyHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function literal(value: unknown): string {
  return JSON.stringify(value);
}

if (import.meta.main) {
  await writeFile(GENERATED.assets, await generateAssets());
  await writeFile(GENERATED.shellVersion, await generateShellVersion());
}
