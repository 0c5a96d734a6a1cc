import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildHandlers, type HandlerBundle, type HandlerName } from '../../build.ts';
import { bundleHandler } from '../../building/bundle-handler.ts';

/** What AWS takes is 250 MB unzipped; what starts quickly is far less. */
const MAX_ZIP_BYTES = 5 * 1024 * 1024;
const ENVIRONMENT = { HOLT_BUCKET: 'wikis', HOLT_ORIGIN_SECRET: 'secret-'.repeat(6), AWS_REGION: 'us-east-1' };

/** The AWS SDK, zod, the protocol, Markdown, diagrams, the router, git, a wiki's work, the key-value store's client and its signer. */
const LATE = [
  'HeadBucket',
  'ZodError',
  'tools/list',
  'thematicBreak',
  'elk.algorithm',
  'basePath',
  'callMain',
  'changes.json',
  'UpdateKeys',
  'Unsupported curve',
];

let directory: string;
let bundles: Record<HandlerName, HandlerBundle>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'holt-handlers-'));
  bundles = await buildHandlers(directory);
}, 180_000);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The files that are loaded with one, before any line of it runs; by what stands in an import statement. */
function loadedWith(folder: string, name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  const text = readFileSync(join(folder, name), 'utf8');
  for (const [, next = ''] of text.matchAll(/\b(?:from|import)"\.\/([\w-]+\.mjs)"/g)) loadedWith(folder, next, seen);
  return seen;
}

/** The files that the start of a handler loads. */
function filesOfStart({ folder }: HandlerBundle): string[] {
  const late = readdirSync(folder).filter((name) => /^serve-.*\.mjs$/.test(name));
  return [...new Set(['index.mjs', ...late].flatMap((name) => [...loadedWith(folder, name)]))];
}

function startOf(bundle: HandlerBundle): string {
  return filesOfStart(bundle)
    .map((name) => readFileSync(join(bundle.folder, name), 'utf8'))
    .join('\n');
}

/** The file that a thread runs which renders. */
function renderWorker(): string {
  const { folder } = bundles.write;
  const isWorker = (name: string) =>
    name.endsWith('.mjs') && readFileSync(join(folder, name), 'utf8').includes('"holt-render-worker"');
  return readdirSync(folder).find(isWorker) ?? '';
}

function run(bundle: HandlerBundle, program: string, env: Record<string, string>, flags: string[] = []) {
  const url = pathToFileURL(join(bundle.folder, 'index.mjs')).href;
  const text = `const { handler } = await import(${JSON.stringify(url)}); ${program}`;
  return spawnSync(process.execPath, [...flags, '--input-type=module', '--eval', text], { encoding: 'utf8', env });
}

describe('a bundle of a handler', () => {
  it.each(['write', 'auth', 'maintenance'] as const)('fits into an archive of 5 MB (%s)', (name) => {
    expect(bundles[name].zipBytes).toBeLessThan(MAX_ZIP_BYTES);
  });

  it.each([
    ['write', 110_000],
    ['auth', 120_000],
    ['maintenance', 90_000],
  ] as const)('starts with what asks S3 and little else (%s)', (name, maxBytes) => {
    const start = startOf(bundles[name]);
    expect(start.includes('AWS4-HMAC-SHA256')).toBe(true);
    expect(Buffer.byteLength(start)).toBeLessThan(maxBytes);
    for (const late of LATE) expect(start.includes(late), late).toBe(false);
  });

  it('has what it does not start with in other files', () => {
    const { folder } = bundles.write;
    const all = readdirSync(folder).filter((name) => /\.[cm]js$/.test(name));
    const text = all.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    for (const late of LATE) expect(text.includes(late), late).toBe(true);
  });

  it('carries no validator of JSON Schemas, which the server has of its own', () => {
    const { folder } = bundles.write;
    const modules = readdirSync(folder).filter((name) => /\.[cm]js$/.test(name));
    for (const name of modules) expect(readFileSync(join(folder, name), 'utf8')).not.toContain('ajv/dist/');
  });

  it('carries the signer for all regions, without which no key value can be read', () => {
    for (const { folder } of Object.values(bundles)) {
      const [name = ''] = readdirSync(folder).filter((file) => file.startsWith('open-cloudfront-key-value-store-'));
      expect(/\.SignatureV4a=\w+/.test(readFileSync(join(folder, name), 'utf8'))).toBe(true);
    }
  });

  it('carries libgit2, and what highlights, sets formulas and draws, where pages are rendered', () => {
    const extras = ['highlighter.cjs', 'lg2.wasm', 'mermaid-drawer.cjs', 'temml.cjs'];
    const carried = ({ folder }: HandlerBundle) => readdirSync(folder).filter((name) => extras.includes(name));
    expect(carried(bundles.write)).toEqual(extras);
    expect(carried(bundles.maintenance)).toEqual(extras);
    expect(carried(bundles.auth)).toEqual([]);
  });

  it('renders in a thread whose modules are those of rendering alone', () => {
    const text = [...loadedWith(bundles.write.folder, renderWorker())]
      .map((name) => readFileSync(join(bundles.write.folder, name), 'utf8'))
      .join('\n');
    expect(text.includes('thematicBreak')).toBe(true);
    for (const other of ['AWS4-HMAC-SHA256', 'ZodError', 'callMain', 'changes.json', 'elk.algorithm']) {
      expect(text.includes(other), other).toBe(false);
    }
  });

  it('renders code, formulas and diagrams in that thread', async () => {
    const worker = new Worker(join(bundles.write.folder, renderWorker()), { workerData: 'holt-render-worker' });
    try {
      expect(await once(worker, 'message')).toEqual(['ready']);
      const markdown = '```js\nlet a = 1;\n```\n\n$$x^2$$\n\n```mermaid\ngraph TD\n  A --> B\n```\n';
      const options = { wiki: { owner: 'me', name: 'notes' }, path: 'Home', titleFirst: false };
      worker.postMessage({ markdown, options });
      const [{ html }] = await once(worker, 'message');
      for (const part of ['c-keyword', '<math', 'data:image/svg+xml']) expect(html).toContain(part);
    } finally {
      await worker.terminate();
    }
  });

  it('answers nobody who does not come by way of the edge, having loaded nothing more', () => {
    const program = `
      process.stdout.write('answer ' + JSON.stringify(await handler({ rawPath: '/mcp', headers: {} }, { awsRequestId: 'r1' })));
      process.stdout.write('\\nloaded ' + process.memoryUsage().rss);`;
    const { status, stdout, stderr } = run(bundles.write, program, ENVIRONMENT);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [line = '', answer = ''] = stdout.split('\n');
    expect(JSON.parse(line)).toMatchObject({ level: 'info', message: 'answered', requestId: 'r1', status: 403 });
    expect(JSON.parse(answer.replace('answer ', ''))).toMatchObject({ statusCode: 403 });
  });

  it('does not start in an environment that is wrong, and names all that is', () => {
    const { status, stderr } = run(bundles.auth, '', { HOLT_ORIGIN_SECRET: 'hunter22', HOLT_OIDC_ISSUER: 'login' });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /The handler can't start: HOLT_BUCKET .*HOLT_ORIGIN_SECRET .*HOLT_OIDC_ISSUER .*HOLT_OIDC_CLIENT_ID/,
    );
    expect(stderr).not.toContain('hunter22');
  });

  it('has compiled code that Node takes as Lambda starts it, and a Node that finds none does without', () => {
    const program = `process.stdout.write((await import('node:module')).getCompileCacheDir() ?? 'none');`;
    const env = { ...ENVIRONMENT, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
    const taken = run(bundles.write, program, env, ['--expose-gc']);
    // What turns the cache on, and what it imports, is compiled before.
    const before = loadedWith(bundles.write.folder, 'index.mjs').size;
    const accepted = taken.stderr.match(/code cache for ESM file:\S+ was accepted/g);
    expect(accepted).toHaveLength(filesOfStart(bundles.write).length - before);
    const without = run(bundles.write, program, { ...ENVIRONMENT, NODE_DISABLE_COMPILE_CACHE: '1' });
    expect({ status: without.status, stdout: without.stdout }).toEqual({ status: 0, stdout: 'none' });
  });

  it('takes what Node has compiled of its own modules, however Lambda starts Node', () => {
    const program = `process.stdout.write((await import('node:v8')).cachedDataVersionTag() + ' ' + typeof gc);`;
    const plain = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
    const [tag] = plain.stdout.split(' ');
    for (const bundle of Object.values(bundles)) {
      const env = { ...ENVIRONMENT, NODE_DISABLE_COMPILE_CACHE: '1' };
      expect(run(bundle, program, env, ['--expose-gc', '--max-semi-space-size=51']).stdout).toBe(`${tag} function`);
    }
  });

  it('is the same for the same sources, and stays as it is then', async () => {
    const { folder, hash } = bundles.auth;
    const entry = fileURLToPath(new URL('auth.ts', import.meta.url));
    for (const [name, content] of await bundleHandler(entry, { renders: false })) {
      expect(readFileSync(join(folder, name)).equals(content), name).toBe(true);
    }
    const before = statSync(join(folder, 'index.mjs')).mtimeMs;
    const again = await buildHandlers(directory);
    expect(again.auth.hash).toBe(hash);
    expect(statSync(join(folder, 'index.mjs')).mtimeMs).toBe(before);
  }, 180_000);
});
