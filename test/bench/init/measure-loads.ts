import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startFunction } from '../../deployed/start-function.ts';
import { KB, round } from '../figures.ts';
import { INIT_ENVIRONMENT } from './init-environment.ts';

const RECORD_MODULES = new URL('../../support/record-modules.mjs', import.meta.url).href;

/** The files of a bundle that are loaded before its first event, and how long they are together. Unlike times, the same on every machine. */
export async function measureLoads(folder: string): Promise<{ files: number; kilobytes: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'holt-bench-loads-'));
  const list = join(directory, 'modules');
  try {
    const environment = { ...INIT_ENVIRONMENT, HOLT_TEST_MODULES: list };
    const preloads = [RECORD_MODULES];
    const running = await startFunction({ folder, handler: 'index.handler', environment, preloads });
    await running.stop();
    const urls = readFileSync(list, 'utf8')
      .split('\n')
      .filter((url) => url.startsWith('file:'));
    const paths = urls.map((url) => fileURLToPath(url)).filter((path) => path.startsWith(folder));
    const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
    return { files: paths.length, kilobytes: round(bytes / KB, 0) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
