import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEdge, startDev, temporaryFolder } from '../support/holt-process.ts';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { runProgram } from './run-program.ts';
import { startTokenProxy, type TokenProxy } from './token-proxy.ts';

const EXPECTED_FAILURES = new URL('expected-failures.yml', import.meta.url).pathname;

/** Of these the subject is the server itself; the others call tools, resources and prompts of fixed names. */
const SCENARIOS_WITHOUT_FIXTURES = [
  'server-initialize',
  'ping',
  'tools-list',
  'resources-list',
  'prompts-list',
  'server-sse-polling',
  'server-sse-multiple-streams',
  'dns-rebinding-protection',
];

let folder: string;
const removals: (() => void)[] = [];

beforeAll(() => {
  folder = temporaryFolder((remove) => removals.push(remove));
});
afterAll(() => {
  for (const remove of removals) remove();
});

const conform = (url: string, ...args: string[]) =>
  runProgram('conformance', ['server', '--url', url, ...args], folder);

describe('the conformance suite, at `holt dev`', () => {
  let edge: RunningEdge;
  let proxy: TokenProxy;

  beforeAll(async () => {
    edge = await startDev(['--data', join(folder, 'data')]);
    proxy = await startTokenProxy(edge.mcp, edge.token);
  });
  afterAll(async () => {
    await proxy.close();
    await edge.stop();
  });

  it.each(SCENARIOS_WITHOUT_FIXTURES)('passes %s', async (scenario) => {
    const { status, stdout } = await conform(proxy.url, '--scenario', scenario);
    expect(status, stdout).toBe(0);
    expect(stdout).not.toMatch(/WARNING|FAILURE/);
  });

  it('fails where the server is no such server', async () => {
    const { status } = await conform(edge.url, '--scenario', 'ping');
    expect(status).toBe(1);
  });
});

describe("the conformance suite, at Holt's transport with the suite's own tools, resources and prompts", () => {
  const expectedFailures = readFileSync(EXPECTED_FAILURES, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('  - '));
  let server: FixtureServer;

  beforeAll(async () => {
    server = await startFixtureServer();
  });
  afterAll(() => server.close());

  it('passes all scenarios but those that are expected to fail, and these fail', async () => {
    const { status, stdout } = await conform(server.url, '--suite', 'all', '--expected-failures', EXPECTED_FAILURES);
    const summary = stdout.slice(stdout.indexOf('=== SUMMARY ==='));
    expect(status, summary).toBe(0);
    const ran = [...summary.matchAll(/^[✓✗] ([\w-]+):/gm)].map(([, scenario]) => scenario);
    expect(ran.length).toBeGreaterThanOrEqual(32);
    for (const line of expectedFailures) expect(ran).toContain(line.split(' ')[3]);
  });

  it('has a reason for each that is expected to fail', () => {
    for (const line of expectedFailures) expect(line).toMatch(/^ {2}- [\w-]+ # \S/);
  });
});
