// `pnpm bench [write|compare|s3|page|render|edge|mcp|architectures|search|search-libraries|cost …] [--json] [--sizes 20,2000]`: every figure of docs/benchmarks.md, measured anew. Compare ratios within one run:
// absolute times belong to the machine.
import { parseArgs } from 'node:util';
import { formatTable, type Table } from './table.ts';

/** With `--sizes`, of wikis of so many pages, where the bench has several; for a short try. */
type Bench = (options: { sizes?: readonly number[] }) => Promise<Table[]>;

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  write: async () => (await import('./write/bench-write.ts')).benchWrite,
  compare: async () => (await import('./compare/bench-compare.ts')).benchCompare,
  s3: async () => (await import('./s3/bench-s3.ts')).benchS3,
  page: async () => (await import('./page.ts')).benchPage,
  render: async () => (await import('./render/bench-render.ts')).benchRender,
  edge: async () => (await import('./edge/bench-edge.ts')).benchEdge,
  search: async () => (await import('./search/bench-search.ts')).benchSearch,
  'search-libraries': async () => (await import('./search-libraries/bench-search-libraries.ts')).benchSearchLibraries,
  architectures: async () => (await import('./architectures/bench-architectures.ts')).benchArchitectures,
  init: async () => (await import('./init/bench-init.ts')).benchInit,
  mcp: async () => (await import('./mcp/bench-mcp.ts')).benchMcp,
  cost: async () => (await import('./cost/bench-cost.ts')).benchCost,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, sizes: { type: 'string' } },
});
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = names.find((name) => !(name in BENCHES));
if (unknown !== undefined)
  throw new Error(`There is no bench "${unknown}". There are: ${Object.keys(BENCHES).join(', ')}.`);

const sizes = values.sizes?.split(',').map(Number);
if (sizes?.some((size) => !(Number.isSafeInteger(size) && size > 0)))
  throw new Error(`--sizes takes numbers of pages above 0, parted by commas, not "${values.sizes}".`);

const results: Record<string, Table[]> = {};
for (const name of names) {
  const load = BENCHES[name] as () => Promise<Bench>;
  if (!values.json) process.stdout.write(`\n## ${name}\n`);
  const tables = await (await load())(sizes === undefined ? {} : { sizes });
  results[name] = tables;
  if (!values.json) process.stdout.write(tables.map(formatTable).join(''));
}
if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);
