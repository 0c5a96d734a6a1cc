import { expect, it } from 'vitest';
import { runSeed } from './run-seed.ts';
import { runSimulation } from './run-simulation.ts';
import { summarise } from './summarise.ts';
import { warmUp } from './warm-up.ts';

/** Two with folds, and all that comes between. */
const FROM = 100;
const COUNT = 12;

it(`gives the same trace for the seeds ${FROM} to ${FROM + COUNT - 1} in two processes, and another for other seeds`, async () => {
  const run = async (from: number) =>
    (await runSimulation(['--seeds', `${COUNT}`, '--from', `${from}`])).summary?.trace;
  const [one, other, ...next] = [await run(FROM), await run(FROM), await run(FROM + 1)];
  expect(one).toMatch(/^[0-9a-f]{64}$/);
  expect(other).toBe(one);
  expect(next).not.toContain(one);
});

it.each([FROM, FROM + 3])('gives the same trace for the seed %i alone in a process and after others', async (seed) => {
  const alone = await runSimulation(['--seeds', '1', '--from', `${seed}`]);
  await warmUp();
  for (const before of [seed + 1, seed + 4]) await runSeed(before);
  const { result } = await runSeed(seed);
  expect(summarise(seed, [result], 0).trace).toBe(alone.summary?.trace);
});

it('gives for a seed the same lines again, one for every request and answer', async () => {
  await warmUp();
  const [one, other] = [await runSeed(FROM), await runSeed(FROM)];
  expect(other.lines).toEqual(one.lines);
  expect(one.lines.length).toBeGreaterThan(one.result.requests);
});
