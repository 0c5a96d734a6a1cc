import { expect, it } from 'vitest';
import { runSimulation } from './run-simulation.ts';

const FROM = 1;
const COUNT = 1000;

it(`finds nothing in ${COUNT} seeds from ${FROM}, and has looked`, async () => {
  const { summary, stderr, exitCode } = await runSimulation(['--seeds', `${COUNT}`, '--from', `${FROM}`]);
  expect(stderr).toBe('');
  expect(summary).toMatchObject({
    seeds: COUNT,
    lost: 0,
    duplicated: 0,
    ghosts: 0,
    stale: 0,
    fsck: 0,
    ownReadsMissed: 0,
    tornIndexes: 0,
    notLinearizable: 0,
    surprises: 0,
    failingSeeds: [],
    histories: COUNT,
  });
  expect(exitCode).toBe(0);
  expect(summary?.ownReads).toBeGreaterThan(10_000);
  expect(summary?.acknowledged).toBeGreaterThan(10_000);
  expect(summary?.indexFolds).toBeGreaterThan(COUNT);
  expect(summary?.indexReads).toBeGreaterThan(COUNT);
  expect(summary?.clones).toBeGreaterThan(COUNT);
  expect(summary?.clonesByGit).toBeGreaterThan(20);
  for (const fault of [
    'refused',
    'answer-lost',
    'late',
    'conflict',
    'crash-before',
    'crash-after',
    'crash-late',
  ] as const) {
    expect(summary?.faults[fault], fault).toBeGreaterThan(100);
  }
});

it.each([
  [['--seeds', '0'], '--seeds'],
  [['--from', 'x'], '--from'],
  [['--sedes', '1'], '--sedes'],
])('refuses %j as wrong usage', async (options, named) => {
  const { exitCode, stderr } = await runSimulation(options);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(named);
});
