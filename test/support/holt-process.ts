import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = new URL('../..', import.meta.url).pathname;
/** The `holt` command, to be run by Node. */
export const HOLT_CLI = join(ROOT, 'packages/local/src/cli.ts');

export interface Finished {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  nodeArguments?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

function start(args: readonly string[], { cwd = ROOT, nodeArguments = [], env = {} }: RunOptions): ChildProcess {
  return spawn(process.execPath, [...nodeArguments, HOLT_CLI, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function collect(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stdout, stderr };
}

/** Runs a `holt` command in a process of its own. */
export function runHolt(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return collect(start(args, options));
}

export interface RunningEdge {
  url: string;
  mcp: string;
  token: string;
  data: string;
  /** Sends SIGINT and waits for the end. */
  stop(): Promise<Finished>;
}

/** Starts `holt dev --json` in a process of its own, on a free port, and waits until it is ready. */
export async function startDev(args: readonly string[], options: RunOptions = {}): Promise<RunningEdge> {
  const child = start(['dev', '--json', '--port', '0', ...args], options);
  const finished = collect(child);
  const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
  const facts = await Promise.race([
    new Promise<string>((resolve) => lines.once('line', resolve)),
    finished.then(({ stderr }) => Promise.reject(new Error(`holt dev ended before it was ready: ${stderr}`))),
  ]);
  return {
    ...(JSON.parse(facts) as RunningEdge),
    stop: () => {
      child.kill('SIGINT');
      return finished;
    },
  };
}

/** A folder that is removed when the test ends. */
export function temporaryFolder(onEnd: (remove: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'holt-test-'));
  onEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
