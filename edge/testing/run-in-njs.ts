import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface EdgeCase {
  event: object;
  keyValues: Readonly<Record<string, string>>;
  /** Keys that can't be read. Default: none. */
  failing?: readonly string[];
  /** The time that the function sees, in seconds since 1970. Default: that of the case before, at first the system's. */
  nowSeconds?: number;
}

/** Whether the `njs` of the system can be run. */
export function hasNjs(): boolean {
  return spawnSync('njs', ['-v']).status === 0;
}

/** Runs what needs a folder with a script for njs, `run.js`, and the stand-in for CloudFront's module beside it. */
export function inNjsFolder<T>(script: string, use: (folder: string, njsArguments: string[]) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'holt-njs-'));
  try {
    copyFileSync(new URL('njs-cloudfront.js', import.meta.url), join(folder, 'cloudfront'));
    writeFileSync(join(folder, 'run.js'), script);
    return use(folder, ['-p', folder, '-t', 'module', 'run.js']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a built edge function answers to each case in njs, the engine that CloudFront Functions most likely run on. */
export function runInNjs(functionText: string, cases: readonly EdgeCase[]): unknown[] {
  const driver = readFileSync(new URL('njs-driver.js', import.meta.url), 'utf8');
  return inNjsFolder(`${functionText}\n${driver}`, (folder, njsArguments) => {
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
    execFileSync('njs', njsArguments, { cwd: folder });
    return JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
  });
}

/** A script for {@link inNjsFolder} that answers the event of `input.json` as often as it says, to be measured from outside. */
export function repeatScript(functionText: string): string {
  return `${functionText}\n${readFileSync(new URL('njs-repeat.js', import.meta.url), 'utf8')}`;
}
