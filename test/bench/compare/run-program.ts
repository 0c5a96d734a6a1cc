import { spawnSync } from 'node:child_process';

export interface Ran {
  stdout: string;
  ms: number;
}

/** Runs a program to its end, and takes the time. @throws Error with what it said, when it fails */
export function runProgram(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Ran {
  const from = performance.now();
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const ms = performance.now() - from;
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with status ${status}: ${stderr}${stdout}`);
  return { stdout, ms };
}
