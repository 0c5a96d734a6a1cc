import { openEdgeSandbox } from '../open-edge-sandbox.ts';

/** A batch takes long: a function that runs on is found by the tests of the sandbox. */
const TIMEOUT_MS = 60_000;

const STORE = `
  let batchEntries = {};
  const batchStore = { kvs: () => ({
    get: async (key) => { if (batchEntries[key] === undefined) throw new Error('KeyNotFound'); return batchEntries[key]; },
    exists: async (key) => batchEntries[key] !== undefined,
  }) };`;

const LOOP = `
  async function handler(batch) {
    batchEntries = batch.keyValues;
    const results = [];
    for (let i = 0; i < batch.events.length; i++) results.push(await handleOne(batch.events[i]));
    return results;
  }`;

export interface EdgeBatch {
  events: readonly object[];
  keyValues: Readonly<Record<string, string>>;
  /** Since 1970. */
  nowSeconds: number;
}

/**
 * What a built edge function answers to very many events: in the same sandbox as one, but with the key-value store inside, as
 * each read from outside takes longer than all the rest.
 */
export async function runBatchInVm(
  functionText: string,
  { events, keyValues, nowSeconds }: EdgeBatch,
): Promise<unknown[]> {
  const body = functionText
    .replace(/\bimport\s*([\w$]+)\s*from\s*(["'])cloudfront\2;?/, 'const $1=batchStore;')
    .replace('function handler(', 'function handleOne(');
  const sandbox = openEdgeSandbox({
    functionText: STORE + body + LOOP,
    nowMs: () => nowSeconds * 1000,
    readKeyValue: async () => undefined,
    timeoutMs: TIMEOUT_MS,
  });
  return (await sandbox.run({ events, keyValues })) as unknown[];
}
