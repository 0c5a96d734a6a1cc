import type { EdgeRequest, EdgeResponse, EdgeValue, ViewerRequestEvent, ViewerResponseEvent } from '@holt/edge';
import { buildEdge } from '@holt/edge/build';
import { openEdgeSandbox } from '@holt/edge/sandbox';
import type { Clock, KeyValueStore } from '@holt/storage';
import type { HttpAnswer } from './http-answer.ts';

/** The two edge functions as they are deployed, each in its sandbox. */
export interface RunningEdgeFunctions {
  viewerRequest(event: ViewerRequestEvent): Promise<EdgeRequest | EdgeResponse>;
  viewerResponse(event: ViewerResponseEvent): Promise<EdgeResponse>;
}

/** @param log gets failures to read the key-value store: the function can only deny then, and says nothing */
export async function openEdgeFunctions(
  keyValues: KeyValueStore,
  clock: Clock,
  log: (message: string) => void,
): Promise<RunningEdgeFunctions> {
  const built = await buildEdge();
  const nowMs = () => clock.now();
  const viewerRequest = openEdgeSandbox({ functionText: built.viewerRequest, readKeyValue, nowMs });
  const viewerResponse = openEdgeSandbox({ functionText: built.viewerResponse, readKeyValue, nowMs });

  async function readKeyValue(key: string): Promise<string | undefined> {
    try {
      return await keyValues.get(key);
    } catch (error) {
      log(`The edge can't read its settings, and denies: ${error instanceof Error ? error.message : error}`);
      throw error;
    }
  }

  return {
    viewerRequest: async (event) => (await viewerRequest.run(event)) as EdgeRequest | EdgeResponse,
    viewerResponse: async (event) => (await viewerResponse.run(event)) as EdgeResponse,
  };
}

/** An answer that a function made. */
export function fromEdgeResponse(response: EdgeResponse): HttpAnswer {
  const cookies = Object.entries(response.cookies ?? {}).map(([name, { value, attributes }]) =>
    attributes ? `${name}=${value}; ${attributes}` : `${name}=${value}`,
  );
  return {
    statusCode: response.statusCode,
    headers: fromEdgeHeaders(response.headers),
    cookies,
    body: response.body ?? '',
  };
}

export function fromEdgeHeaders(headers: Readonly<Record<string, EdgeValue>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, { value, multiValue }]) => [
      name,
      multiValue ? multiValue.map((one) => one.value).join(', ') : value,
    ]),
  );
}

export function toEdgeHeaders(headers: Readonly<Record<string, string>>): Record<string, EdgeValue> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }]));
}
