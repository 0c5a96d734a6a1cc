import { buildEdge, MAX_FUNCTION_BYTES } from '@holt/edge/build';
import { openEdgeSandbox } from '@holt/edge/sandbox';
import { bearer, edgeEvent, KEY_VALUES, NOW_SECONDS, outcomeOf } from '@holt/edge/testing';

export interface MeasuredEdge {
  /** Reads of the key-value store for one request for a page. */
  reads: { public: number; private: number };
  functionBytes: number;
  maxFunctionBytes: number;
}

/** What the function at the edge reads for a page that anyone may read, and for one that a reader's session opens. */
export async function measureEdge(): Promise<MeasuredEdge> {
  const { viewerRequest } = await buildEdge();
  let reads = 0;
  const sandbox = openEdgeSandbox({
    functionText: viewerRequest,
    nowMs: () => NOW_SECONDS * 1000,
    async readKeyValue(key) {
      reads += 1;
      return KEY_VALUES[key];
    },
  });
  const countOf = async (parts: Parameters<typeof edgeEvent>[0]) => {
    reads = 0;
    const outcome = outcomeOf(await sandbox.run(edgeEvent(parts)));
    if (!outcome.startsWith('to ')) throw new Error(`The page was not served: ${outcome}.`);
    return reads;
  };
  return {
    reads: { public: await countOf({ uri: '/me/open/' }), private: await countOf({ headers: bearer() }) },
    functionBytes: Buffer.byteLength(viewerRequest),
    maxFunctionBytes: MAX_FUNCTION_BYTES,
  };
}
