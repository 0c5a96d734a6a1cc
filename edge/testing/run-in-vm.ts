import { openEdgeSandbox } from '../open-edge-sandbox.ts';
import type { EdgeCase } from './run-in-njs.ts';

/** What a built edge function answers to each case in the sandbox of node:vm, one after the other. */
export async function runInVm(functionText: string, cases: readonly EdgeCase[]): Promise<unknown[]> {
  let current: EdgeCase = { event: {}, keyValues: {} };
  let nowMs = Date.now();
  const sandbox = openEdgeSandbox({
    functionText,
    nowMs: () => nowMs,
    readKeyValue: async (key) => {
      if (current.failing?.includes(key)) throw new Error('unavailable');
      return current.keyValues[key];
    },
  });
  const results: unknown[] = [];
  for (current of cases) {
    nowMs = current.nowSeconds === undefined ? nowMs : current.nowSeconds * 1000;
    results.push(await sandbox.run(current.event));
  }
  return results;
}
