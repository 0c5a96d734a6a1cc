import { describe, expect, it } from 'vitest';
import { runSimulation } from '../run-simulation.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

const FROM = 1;
const MAX_SEEDS = 3000;

describe(`a defect is found within ${MAX_SEEDS} seeds from ${FROM}`, () => {
  it.each(MUTANTS)('$name', async (mutant) => {
    const options = ['--seeds', `${MAX_SEEDS}`, '--from', `${FROM}`, '--first'];
    const { summary, stderr, exitCode } = await runSimulation(options, mutant);
    expect(exitCode, stderr).toBe(1);
    expect(summary, stderr).toBeDefined();
    const found = mutant.counters.map((counter) => summary?.[counter] ?? 0);
    expect(Math.max(...found), `${mutant.counters} after ${summary?.seeds} seeds:\n${stderr}`).toBeGreaterThan(0);
  });
});

it.each([
  ['is not there any more', 'This is in no file.'],
  ['is there more than once', 'import '],
])('a defect whose place %s is an error', async (_, find) => {
  const mutant: Mutant = { ...(MUTANTS[0] as Mutant), file: 'test/simulation/worker.ts', find };
  const { stderr, summary } = await runSimulation(['--seeds', '1'], mutant);
  expect(summary).toBeUndefined();
  expect(stderr).toMatch(/has it \d times, not once/);
});
