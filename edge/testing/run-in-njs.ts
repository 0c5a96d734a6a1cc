import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface NjsCase {
  event: object;
  keyValues: Readonly<Record<string, string>>;
}

/** Whether the `njs` of the system can be run. */
export function hasNjs(): boolean {
  return spawnSync('njs', ['-v']).status === 0;
}

/** What a built edge function answers to each case in njs, the engine that CloudFront Functions most likely run on. */
export function runInNjs(functionText: string, cases: readonly NjsCase[]): unknown[] {
  const directory = mkdtempSync(join(tmpdir(), 'holt-njs-'));
  try {
    copyFileSync(new URL('njs-cloudfront.js', import.meta.url), join(directory, 'cloudfront'));
    writeFileSync(join(directory, 'cases.json'), JSON.stringify(cases));
    const driver = readFileSync(new URL('njs-driver.js', import.meta.url), 'utf8');
    writeFileSync(join(directory, 'run.js'), `${functionText}\n${driver}`);
    execFileSync('njs', ['-p', directory, '-t', 'module', 'run.js'], { cwd: directory });
    return JSON.parse(readFileSync(join(directory, 'results.json'), 'utf8'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
