import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inNjsFolder } from '@holt/edge/testing';
import { median } from '../figures.ts';

const ROUNDS = 11;

/**
 * njs frees nothing before it ends, where CloudFront frees all after each request: with large pages, and many at a time, the
 * kernel's work of handing out ever more memory stays out of the figures.
 */
const MEMORY_SETTINGS = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1', MALLOC_TOP_PAD_: String(2 ** 27) };

export interface NjsWork {
  /** What `input.json` holds, besides `times`. */
  input: object;
  /** The same without the work that is asked about. Default: no repetitions. */
  emptyInput?: object;
  times: number;
}

/**
 * CPU time of one repetition in milliseconds: so many in a fresh process, minus a fresh process without the work, by turns; the
 * median of some rounds. And the script's result, to see that it did its work.
 */
export function measureInNjs(
  script: string,
  { input, emptyInput, times }: NjsWork,
): { cpuMs: number; result: unknown } {
  return inNjsFolder(script, (folder, njsArguments) => {
    const run = (data: object) => {
      writeFileSync(join(folder, 'input.json'), JSON.stringify(data));
      return childCpuMs(folder, njsArguments);
    };
    const costs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const empty = run(emptyInput === undefined ? { ...input, times: 0 } : { ...emptyInput, times });
      costs.push((run({ ...input, times }) - empty) / times);
    }
    return { cpuMs: median(costs), result: JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) };
  });
}

/** User and system time of njs, by the shell's `times`: its second line is about children, as `0m1.230s 0m0.040s`. */
function childCpuMs(folder: string, njsArguments: string[]): number {
  const printed = execFileSync('bash', ['-c', 'njs "$@" && times', 'bash', ...njsArguments], {
    cwd: folder,
    env: { ...process.env, ...MEMORY_SETTINGS },
  }).toString();
  const spans = [...(printed.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  return spans.reduce((sum, [, minutes, seconds]) => sum + 60_000 * Number(minutes) + 1_000 * Number(seconds), 0);
}
