import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

// Most of what a short program costs is the compiling of its modules: of all that tests start, the first does it for the others.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/compile', import.meta.url));

// Vitest would leave a core to whoever works on meanwhile, which on a machine of two is half of it.
const maxWorkers = '100%';

const project = (name: string, include: string[], timeoutMs: number, more = {}) => ({
  test: { name, include, testTimeout: timeoutMs, hookTimeout: timeoutMs, maxWorkers, ...more },
});

/** For tests that keep all cores busy by themselves, or need them free: one file at a time, when the groups before have ended. */
const oneByOne = (groupOrder: number) => ({ fileParallelism: false, sequence: { groupOrder } });

/** They need a real S3 server, which the project's set-up starts. */
const S3_TESTS = ['packages/*/src/**/*.s3.test.ts', 'test/s3/**/*.test.ts'];
const S3_SET_UP = './packages/storage/src/testing/rados-gateway-setup.ts';

/** They look at single frames, or at what must come within a second. */
const FRAME_TESTS = ['around-the-page', 'embeds', 'half-read', 'menu'].map((name) => `test/browser/${name}.test.ts`);
/** What is waited for with `expect.poll` has as long as what is waited for with locators. */
const IN_BROWSERS = { poll: { timeout: 30_000 } };

export default defineConfig({
  test: {
    projects: [
      project('unit', ['packages/*/src/**/*.test.ts', 'edge/**/*.test.ts'], 60_000, {
        exclude: [...configDefaults.exclude, ...S3_TESTS],
      }),
      project('integration', ['test/integration/**/*.test.ts', 'test/search/**/*.test.ts'], 180_000),
      // Other people's clients and test suites of the Model Context Protocol.
      project('conformance', ['test/conformance/**/*.test.ts'], 180_000),
      // The bundles of the handlers, run as Lambda runs them.
      project('deployed', ['test/deployed/**/*.test.ts'], 180_000, {
        globalSetup: [S3_SET_UP, './test/deployed/build-bundles-setup.ts'],
      }),
      project('s3', S3_TESTS, 60_000, { globalSetup: S3_SET_UP, ...oneByOne(1) }),
      // A thousand seeds, and what must be found in far fewer.
      project('simulation', ['test/simulation/**/*.test.ts'], 1_800_000, oneByOne(1)),
      // Processes that are killed, hundreds of times.
      project('endurance', ['test/endurance/**/*.test.ts'], 180_000, { sequence: { groupOrder: 2 } }),
      // Several at a time: they wait more than they compute, and look at what has come to rest.
      project('browser', ['test/browser/**/*.test.ts'], 180_000, {
        exclude: [...configDefaults.exclude, ...FRAME_TESTS],
        expect: IN_BROWSERS,
        sequence: { groupOrder: 3 },
      }),
      project('frames', FRAME_TESTS, 180_000, { expect: IN_BROWSERS, ...oneByOne(4) }),
      // It measures how fast pages are.
      project('lighthouse', ['test/lighthouse/**/*.test.ts'], 600_000, oneByOne(4)),
      // In one process, which makes the graph of a stage once for all of them.
      project('infra', ['test/infra/**/*.test.ts'], 180_000, { isolate: false, ...oneByOne(5) }),
    ],
  },
});
