// Prints what deploying a stage would make, as JSON, without AWS: pnpm synth --stage NAME [--out FILE]
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { synthesise } from './synth/synthesise.ts';

const USAGE = 'Usage: pnpm synth --stage NAME [--out FILE]   (NAME: letters, digits and "-")';

const { stage, out } = readOptions();
try {
  const graph = await synthesise(fileURLToPath(new URL('..', import.meta.url)), stage);
  const json = `${JSON.stringify(graph, null, 2)}\n`;
  if (out === undefined) process.stdout.write(json);
  else writeFileSync(out, json);
} catch (error) {
  process.stderr.write(`${describe(error)}\n`);
  process.exitCode = 1;
}

/** Of a wrong setting the message says all. The error is known by its name: its class is one of the stacks' own bundle. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'SettingsError' ? error.message : (error.stack ?? error.message);
}

function readOptions(): { stage: string; out: string | undefined } {
  try {
    const { stage, out } = parseArgs({ options: { stage: { type: 'string' }, out: { type: 'string' } } }).values;
    if (stage !== undefined && /^[a-zA-Z0-9-]+$/.test(stage)) return { stage, out };
  } catch {
    // An unknown option: the usage says which there are.
  }
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}
