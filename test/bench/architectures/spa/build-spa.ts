import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** The application as it is deployed. */
export interface SpaFiles {
  /** Inline, in the shell's head. */
  start: string;
  /** By its name; under `/assets/spa/`. */
  files: ReadonlyMap<string, Uint8Array>;
  /** The file that the shell loads. */
  app: string;
  /** What it imports before it runs. */
  imports: readonly string[];
  /** What it loads besides when a page has such a thing. */
  parts: Readonly<Record<SpaPart, readonly string[]>>;
}

export type SpaPart = 'highlighter' | 'temml' | 'drawer';

/** The modules that are loaded when they are needed. */
const PARTS = {
  highlighter: /\/highlighter\.ts$/,
  temml: /\/temml\.[a-z]+$/,
  drawer: /\/mermaid-drawer\.ts$/,
} as const;

const START = new URL('./start.mjs', import.meta.url);
const APP = new URL('./app.mjs', import.meta.url);
const LAZILY = new URL('./lazily.mjs', import.meta.url);
const RENDERER = new URL('../../../../packages/markdown', import.meta.url);

const forBrowsers: Plugin = {
  name: 'for-browsers',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /\/load-lazily\.cjs$/ }, () => ({ path: fileURLToPath(LAZILY) }));
    // A dependency of the renderer's, not of this folder's.
    onResolve({ filter: /^virtual:/ }, ({ path, kind }) =>
      resolve(path.slice('virtual:'.length), { kind, resolveDir: fileURLToPath(RENDERER) }),
    );
    // A module of the edge's hashes subjects by it; the application has no use for that.
    onResolve({ filter: /^crypto$/ }, ({ path }) => ({ path, namespace: 'unused', sideEffects: false }));
    onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: 'export default undefined;' }));
  },
};

const OPTIONS = { bundle: true, minify: true, write: false, target: 'es2022', legalComments: 'none' } as const;

/** Bundles the application: the renderer at once; highlighting, formulas and diagrams each when a page has some. */
export async function buildSpa(): Promise<SpaFiles> {
  const start = await build({ ...OPTIONS, entryPoints: [fileURLToPath(START)], format: 'iife' });
  const app = await build({
    ...OPTIONS,
    entryPoints: [fileURLToPath(APP)],
    format: 'esm',
    splitting: true,
    metafile: true,
    outdir: '/spa',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    plugins: [forBrowsers],
  });
  const files = new Map(app.outputFiles.map(({ path, contents }) => [basename(path), contents]));
  const outputs = new Map(Object.entries(app.metafile.outputs).map(([path, output]) => [basename(path), output]));
  /** The file of an entry, and the files that it imports. */
  const filesOf = (entry: RegExp): string[] => {
    const name = [...outputs].find(([, { entryPoint = '' }]) => entry.test(entryPoint))?.[0];
    if (name === undefined) throw new Error(`The application has no part ${entry}.`);
    const found = new Set([name]);
    for (const file of found) {
      for (const { path, kind } of outputs.get(file)?.imports ?? []) {
        if (kind === 'import-statement') found.add(basename(path));
      }
    }
    return [...found];
  };
  const [name, ...imports] = filesOf(/\/app\.mjs$/) as [string, ...string[]];
  const partOf = (part: SpaPart) => filesOf(PARTS[part]).filter((file) => file !== name && !imports.includes(file));
  return {
    start: (start.outputFiles[0]?.text ?? '').trim(),
    files,
    app: name,
    imports,
    parts: { highlighter: partOf('highlighter'), temml: partOf('temml'), drawer: partOf('drawer') },
  };
}
