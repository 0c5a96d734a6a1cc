import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildHandlers, type HandlerBundle, type HandlerName } from '@holt/lambda/build';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** What would be deployed, built once for all tests of the project. */
    bundles: Record<HandlerName, HandlerBundle>;
  }
}

/** Vitest's global set-up of the project whose tests run the handlers as they are deployed. */
export async function setup(project: TestProject): Promise<() => void> {
  const directory = mkdtempSync(join(tmpdir(), 'holt-bundles-'));
  project.provide('bundles', await buildHandlers(directory));
  return () => rmSync(directory, { recursive: true });
}
