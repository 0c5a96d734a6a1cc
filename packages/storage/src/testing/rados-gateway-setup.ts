import type { TestProject } from 'vitest/node';
import type { RadosGatewayAddress } from './open-test-bucket.ts';
import { startRadosGateway } from './rados-gateway.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The gateway that all tests of the project share; each takes buckets of its own. */
    radosGateway: RadosGatewayAddress;
  }
}

/** Vitest's global set-up of a project whose tests need a real S3 server: they `inject('radosGateway')`. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...address } = await startRadosGateway();
  project.provide('radosGateway', address);
  return stop;
}
