// `pnpm sim [--seeds 1000] [--from 1] [--json] [--first] [--trace]`: the fault simulation, deterministic by seed.
// Exit status: 0 nothing found, 1 something found (or the run failed), 2 wrong usage.
import { parseArgs } from 'node:util';
import { formatSummary } from './format-summary.ts';
import { runSeeds } from './run-seeds.ts';
import { summarise } from './summarise.ts';

const USAGE = `pnpm sim [options]
  --seeds N   how many seeds, default 1000
  --from S    the first one, default 1
  --json      one line of JSON
  --first     end at the first seed in which something is found
  --trace     print every event of the seed --from, and nothing else
`;
const MAX_TOLD = 20;

const { seeds, from, json, first, trace } = readOptions();
if (trace) {
  // Loaded here only: the threads that run seeds load all of it for themselves.
  const [{ runSeed }, { warmUp }] = await Promise.all([import('./run-seed.ts'), import('./warm-up.ts')]);
  await warmUp();
  const { result, lines } = await runSeed(from);
  process.stdout.write(`${lines.join('\n')}\n`);
  tell(result.seed, result.problems);
  process.exitCode = result.problems.length > 0 ? 1 : 0;
} else {
  const beginMs = performance.now();
  const results = await runSeeds({
    from,
    count: seeds,
    onResult: ({ seed, problems }) => {
      tell(seed, problems);
      return first && problems.length > 0;
    },
  });
  const summary = summarise(from, results, (performance.now() - beginMs) / 1000);
  process.stdout.write(json ? `${JSON.stringify(summary)}\n` : formatSummary(summary));
  process.exitCode = summary.failingSeeds.length > 0 ? 1 : 0;
}

function tell(seed: number, problems: readonly string[]): void {
  if (problems.length === 0) return;
  const told = problems.slice(0, MAX_TOLD).map((problem) => `  ${problem}\n`);
  const more = problems.length > MAX_TOLD ? `  and ${problems.length - MAX_TOLD} more\n` : '';
  process.stderr.write(`Seed ${seed} (again: pnpm sim --seeds 1 --from ${seed}):\n${told.join('')}${more}`);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        seeds: { type: 'string', default: '1000' },
        from: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        first: { type: 'boolean', default: false },
        trace: { type: 'boolean', default: false },
      },
    });
    const [seeds, from] = [Number(values.seeds), Number(values.from)];
    if (!(Number.isSafeInteger(seeds) && seeds > 0)) throw new TypeError('--seeds takes a whole number above 0.');
    if (!(Number.isSafeInteger(from) && from >= 0)) throw new TypeError('--from takes a whole number.');
    return { ...values, seeds, from };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return process.exit(2);
  }
}
