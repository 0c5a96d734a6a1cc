import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], timeoutMs: number) => ({
  test: { name, include, testTimeout: timeoutMs, hookTimeout: timeoutMs },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', ['packages/*/src/**/*.test.ts', 'edge/**/*.test.ts'], 60_000),
      project('integration', ['test/integration/**/*.test.ts'], 180_000),
      project('browser', ['test/browser/**/*.test.ts'], 180_000),
      project('infra', ['test/infra/**/*.test.ts'], 180_000),
    ],
  },
});
