import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { englishMessages } from './english-messages.ts';
import { lazyRequires } from './lazy-requires.ts';
import { noValidators } from './no-validators.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Becomes a chunk without anything that a thread has no use for: the thread runs the chunk that this module is in. */
const RENDER_WORKER = fileURLToPath(new URL('../../markdown/src/render-worker.ts', import.meta.url));
const LIBGIT2 = fileURLToPath(new URL('../../git/src/libgit2.ts', import.meta.url));
const SPECIAL = new Set([RENDER_WORKER, LIBGIT2]);

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  // CommonJS can't be shaken.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'silent',
  metafile: true,
  write: false,
  outdir: '/',
} as const satisfies BuildOptions;

export interface BundleOptions {
  /** Whether it renders pages: what a thread needs for that is a chunk of its own then. */
  renders: boolean;
}

/**
 * The files of a handler's bundle: `index.mjs`, chunks that are loaded when they are needed, and `lg2.wasm`, if libgit2 is among them. All lie in one
 * folder. The same sources give the same bytes.
 *
 * @param entry a module of this package that exports `handler`
 * @throws esbuild's BuildFailure
 */
export async function bundleHandler(entry: string, { renders }: BundleOptions): Promise<Map<string, Uint8Array>> {
  const lazy = new Map<string, string>();
  const { outputFiles, metafile } = await build({
    ...COMMON,
    entryPoints: [{ in: entry, out: 'index' }, ...(renders ? [{ in: RENDER_WORKER, out: 'render-worker' }] : [])],
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    // Packages in CommonJS ask for Node's own modules by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [lazyRequires(lazy), englishMessages, noValidators],
  });
  const needed = findNeeded(metafile);
  if (needed.has(RENDER_WORKER) !== renders)
    throw new Error(`${entry}: whether it renders pages is not as it was told.`);
  const required = await build({
    ...COMMON,
    entryPoints: [...lazy]
      .filter(([name]) => needed.has(`${name}.cjs`))
      .map(([name, source]) => ({ in: source, out: name })),
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
  });
  const files = new Map<string, Uint8Array>();
  for (const { path, contents } of [...outputFiles, ...required.outputFiles]) {
    if (needed.has(basename(path))) files.set(basename(path), contents);
  }
  if (needed.has(LIBGIT2)) {
    files.set('lg2.wasm', await readFile(createRequire(LIBGIT2).resolve('wasm-git/lg2.wasm')));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Which files the entry may come to load, by name, and which modules are in them that need a file besides: esbuild writes a chunk for every late import,
 * also of modules that were left out in the end.
 */
function findNeeded({ outputs }: Metafile): Set<string> {
  const byName = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  const needed = new Set<string>();
  const visit = (name: string) => {
    if (needed.has(name)) return;
    needed.add(name);
    const { imports = [], inputs = {} } = byName.get(name) ?? {};
    for (const { path, external } of imports) if (!external || path.startsWith('./')) visit(basename(path));
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      if (bytesInOutput > 0 && SPECIAL.has(join(ROOT, path))) needed.add(join(ROOT, path));
    }
  };
  visit('index.mjs');
  return needed;
}
