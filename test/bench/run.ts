// `pnpm bench [write|page] [--json]`: every figure of docs/benchmarks.md, measured anew. Compare ratios within one run: absolute
// times belong to the machine.
import { parseArgs } from 'node:util';

export interface Row {
  what: string;
  [figure: string]: string | number;
}

const BENCHES: Readonly<Record<string, () => Promise<() => Promise<Row[]>>>> = {
  write: async () => (await import('./write.ts')).benchWrite,
  page: async () => (await import('./page.ts')).benchPage,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const results: Record<string, Row[]> = {};
for (const name of names) {
  const load = BENCHES[name];
  if (load === undefined)
    throw new Error(`There is no bench "${name}". There are: ${Object.keys(BENCHES).join(', ')}.`);
  results[name] = await (await load())();
  if (!values.json) process.stdout.write(`\n## ${name}\n\n${table(results[name])}`);
}
if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);

function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: (string | number | undefined)[]) => `| ${cells.join(' | ')} |\n`;
  return (
    line(columns) +
    line(columns.map(() => '---')) +
    rows.map((row) => line(columns.map((column) => row[column]))).join('')
  );
}
