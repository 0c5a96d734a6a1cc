import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** What `sst.config.ts` exports. */
export interface StageConfig {
  app(input: { stage: string }): Record<string, unknown> | Promise<Record<string, unknown>>;
  run(): Promise<Record<string, unknown>>;
}

export interface ConfigBundle {
  config: StageConfig;
  /** SST's own start of a stage: registers its transformations, then runs the program. */
  run(program: () => Promise<unknown>): Promise<unknown>;
}

/** What SST's command leaves to be imported when the stage runs. */
const EXTERNAL = [
  '@pulumi/*',
  '@pulumiverse/*',
  '@sst-provider/*',
  '@aws-sdk/*',
  'archiver',
  'esbuild',
  'glob',
  'undici',
  'vite',
];

// The components are ES modules that use names of CommonJS.
const BANNER = `import { createRequire as _createRequire } from 'node:module';
const require = _createRequire(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;`;

/**
 * Loads `sst.config.ts` as SST's command does: in one bundle with the component source, the providers and `sst` as globals.
 * @param root folder of `sst.config.ts`, with SST's component source installed in `.sst/platform`
 */
export async function loadConfig(root: string): Promise<ConfigBundle> {
  const platform = join(root, '.sst/platform');
  const outfile = join(platform, `synth.${process.pid}.mjs`);
  try {
    await build({
      stdin: {
        contents: `
          export { run } from ${JSON.stringify(join(platform, 'src/auto/run.ts'))};
          export { default as config } from ${JSON.stringify(join(root, 'sst.config.ts'))};`,
        resolveDir: root,
        loader: 'ts',
      },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
      nodePaths: [join(platform, 'node_modules')],
      inject: [join(platform, 'src/shim/run.js')],
      external: EXTERNAL,
      banner: { js: BANNER },
      plugins: [globalsIn(root, platform)],
      logLevel: 'silent',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outfile, { force: true });
  }
}

/** Gives every file but the components' own the globals that stacks use: `sst`, and one for each provider of the app. */
function globalsIn(root: string, platform: string): Plugin {
  const providers: { alias: string; package: string }[] = JSON.parse(
    readFileSync(join(root, '.sst/provider-lock.json'), 'utf8'),
  );
  const globals = [
    ...providers.map((provider) => `import * as ${provider.alias} from '${provider.package}';`),
    `import * as sst from ${JSON.stringify(join(platform, 'src/components'))};`,
  ].join('');
  return {
    name: 'globals',
    setup({ onLoad }) {
      onLoad({ filter: /\.[jt]s$/ }, async ({ path }) =>
        path.startsWith(platform)
          ? undefined
          : { contents: `${globals}\n${await readFile(path, 'utf8')}`, loader: extname(path) === '.ts' ? 'ts' : 'js' },
      );
    },
  };
}
