import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutants/mutants.ts';
import type { Summary } from './summarise.ts';

export interface SimulationRun {
  exitCode: number;
  /** Absent when the run itself failed. */
  summary: Summary | undefined;
  stderr: string;
}

/**
 * `pnpm sim --json` in a process of its own, with a defect put in or without. A process that a signal ended (the system was short of
 * memory, or Node itself crashed) has said nothing about any seed: it is reported, and begun once more.
 */
export async function runSimulation(options: readonly string[], mutant?: Mutant): Promise<SimulationRun> {
  const first = await runOnce(options, mutant);
  if (first.signal === undefined) return first;
  const what = mutant?.name ?? 'no defect';
  process.stderr.write(`The simulation (${what}) was ended by ${first.signal}: it is run once more.\n`);
  return runOnce(options, mutant);
}

async function runOnce(
  options: readonly string[],
  mutant: Mutant | undefined,
): Promise<SimulationRun & { signal: string | undefined }> {
  const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const argv = [...(mutant ? ['--import', path('./mutants/put-in.ts')] : []), path('./run.ts'), '--json', ...options];
  const env = { ...process.env, ...(mutant && { HOLT_MUTANT: JSON.stringify(mutant) }) };
  return await new Promise((resolve, reject) => {
    execFile(process.execPath, argv, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const signal = error?.signal ?? undefined;
      const exitCode = error === null ? 0 : error.code;
      // Not begun, or more output than is read: no status of the process, so no result.
      if (signal === undefined && typeof exitCode !== 'number') return reject(error);
      const told = signal === undefined ? stderr : `${stderr}ended by ${signal}`;
      const summary = stdout === '' || signal !== undefined ? undefined : JSON.parse(stdout);
      resolve({ exitCode: typeof exitCode === 'number' ? exitCode : -1, summary, stderr: told, signal });
    });
  });
}
