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

/** `pnpm sim --json` in a process of its own, with a defect put in or without. */
export async function runSimulation(options: readonly string[], mutant?: Mutant): Promise<SimulationRun> {
  const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const argv = [...(mutant ? ['--import', path('./mutants/put-in.ts')] : []), path('./run.ts'), '--json', ...options];
  const env = { ...process.env, ...(mutant && { HOLT_MUTANT: JSON.stringify(mutant) }) };
  return await new Promise((resolve) => {
    execFile(process.execPath, argv, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, summary: stdout === '' ? undefined : JSON.parse(stdout), stderr });
    });
  });
}
