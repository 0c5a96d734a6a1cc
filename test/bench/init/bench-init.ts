import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildHandlers, type HandlerName } from '@holt/lambda/build';
import { startRadosGateway } from '@holt/storage/testing/s3';
import { KB, round } from '../figures.ts';
import { findProgram } from '../find-program.ts';
import type { Row, Table } from '../table.ts';
import { type BundlePair, bundleControl, CONTROLS, type ControlName } from './bundle-control.ts';
import { measureFirsts } from './measure-first.ts';
import { initRow, measureInits, segmentTable } from './measure-init.ts';
import { measureLoads } from './measure-loads.ts';

/** So often every bundle is started, or has its first event. Odd, so that medians are of what was measured. */
const ROUNDS = 21;
const HANDLERS: readonly HandlerName[] = ['write', 'auth', 'maintenance'];

/**
 * What it takes to start the handlers as they are deployed, and the first event beside a warm one.
 * @param options.sizes here: how often instead of 21 times; for a short try
 */
export async function benchInit({
  sizes: [rounds = ROUNDS] = [],
}: {
  sizes?: readonly number[];
} = {}): Promise<Table[]> {
  setUpRuntime();
  const directory = mkdtempSync(join(tmpdir(), 'holt-bench-init-'));
  try {
    const cached = await buildHandlers(join(directory, 'cached'));
    const plain = await buildHandlers(join(directory, 'plain'), { compileCache: false });
    const bundles = new Map<string, BundlePair>();
    const controls = join(directory, 'controls');
    await mkdir(controls);
    for (const name of Object.keys(CONTROLS) as ControlName[]) bundles.set(name, await bundleControl(controls, name));
    for (const name of HANDLERS) bundles.set(name, { cached: cached[name].folder, plain: plain[name].folder });

    const inits = await measureInits(bundles, rounds);
    const sizes = HANDLERS.map((name) => ({
      what: name,
      'plain, zip KB': round(plain[name].zipBytes / KB, 0),
      'cached, zip KB': round(cached[name].zipBytes / KB, 0),
      'plain, KB': round(plain[name].bytes / KB, 0),
    }));
    const starts: Row[] = [];
    for (const [name, { plain }] of bundles) {
      const { files, kilobytes } = await measureLoads(plain);
      starts.push({ ...initRow(inits, name), 'loads files': files, 'loads KB': kilobytes });
    }
    return [
      { title: 'INIT', rows: starts },
      segmentTable(inits),
      { title: 'What is deployed', rows: sizes },
      await firstTable({ plain, cached }, rounds),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function firstTable(bundles: Parameters<typeof measureFirsts>[1], rounds: number): Promise<Table> {
  const title = 'The first event of a process, beside a warm one';
  if (findProgram('radosgw') === undefined) {
    const note = "Skipped: radosgw isn't on the PATH. `node scripts/set-up-tests.ts` installs it.";
    return { title, rows: [], notes: [note] };
  }
  const gateway = await startRadosGateway();
  try {
    return { title, rows: await measureFirsts(gateway, bundles, rounds) };
  } finally {
    await gateway.stop();
  }
}

function setUpRuntime(): void {
  const script = fileURLToPath(new URL('../../../scripts/set-up-lambda-runtime.ts', import.meta.url));
  const { status } = spawnSync(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error("Lambda's runtime could not be built.");
}
