// To be preloaded (`node --import`): puts in the defect that the environment describes, a Mutant as JSON, while modules are loaded. Nothing
// on disk changes.
import { registerHooks } from 'node:module';
import type { Mutant } from './mutants.ts';

const { name, file, find, replace } = JSON.parse(process.env.HOLT_MUTANT ?? '{}') as Mutant;
const { href } = new URL(`../../../${file}`, import.meta.url);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (url !== href) return loaded;
    const parts = Buffer.from(loaded.source as Uint8Array)
      .toString()
      .split(find);
    if (parts.length !== 2) {
      throw new Error(`The mutant "${name}" does not fit: ${file} has it ${parts.length - 1} times, not once: ${find}`);
    }
    return { ...loaded, source: parts.join(replace) };
  },
});
