import { basename, extname } from 'node:path';
import type { Plugin } from 'esbuild';

/** A module that is loaded within a synchronous call, the first time that it is needed. */
const LOADER = /\/load-lazily\.cjs$/;

/**
 * Leaves what `load-lazily.cjs` requires out of the chunk that it becomes part of, which would be ten times as large: `found` gets each file's name in the
 * bundle, without its ending, with its source. They are to be put beside the chunks, as CommonJS.
 */
export function lazyRequires(found: Map<string, string>): Plugin {
  return {
    name: 'lazy-requires',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (kind !== 'require-call' || !LOADER.test(importer) || pluginData === lazyRequires) return undefined;
        const source = await resolve(path, { importer, resolveDir, kind, pluginData: lazyRequires });
        if (source.errors.length > 0) return { errors: source.errors };
        const name = basename(path, extname(path));
        found.set(name, source.path);
        return { path: `./${name}.cjs`, external: true };
      });
    },
  };
}
