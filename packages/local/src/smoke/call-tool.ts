import { CheckFailure, type Scene, tokenOf } from './check.ts';
import { describeAnswer, type SmokeAnswer, textOf } from './http.ts';

const PROTOCOL_VERSION = '2025-06-18';

/** The headers of a request of the Model Context Protocol, without who asks. */
export const MCP_HEADERS = {
  accept: 'application/json, text/event-stream',
  'content-type': 'application/json',
  'mcp-protocol-version': PROTOCOL_VERSION,
};

export const INITIALIZE = {
  method: 'initialize',
  params: {
    protocolVersion: PROTOCOL_VERSION,
    capabilities: {},
    clientInfo: { name: 'holt-smoke', version: '1' },
  },
};

export interface RpcRequest {
  method: string;
  params?: Record<string, unknown>;
}

/** A JSON-RPC message as it is sent. */
export function toRpcBody(request: RpcRequest): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, ...request });
}

/** Asks `/mcp` with the token. @throws NotMade without one */
export async function askMcp(
  scene: Scene,
  request: RpcRequest,
): Promise<{ answer: SmokeAnswer; result: Record<string, unknown> }> {
  const authorization = `Bearer ${tokenOf(scene)}`;
  const answer = await scene.send({
    method: 'POST',
    path: '/mcp',
    headers: { ...MCP_HEADERS, authorization },
    body: toRpcBody(request),
  });
  const { result } = readJson(answer) as { result?: unknown };
  if (answer.status !== 200 || typeof result !== 'object' || result === null) {
    throw new CheckFailure(`POST /mcp ${request.method}: status 200 with a result`, describeAnswer(answer));
  }
  return { answer, result: result as Record<string, unknown> };
}

/** What a tool answers. */
export interface ToolAnswer {
  isError: boolean;
  /** For people. */
  text: string;
  data: Record<string, unknown>;
}

/** Calls a tool on the wiki of the scene. */
export async function callTool(scene: Scene, name: string, args: Record<string, unknown>): Promise<ToolAnswer> {
  const { owner, name: wikiName } = scene.wiki ?? { owner: '', name: '' };
  const { result } = await askMcp(scene, {
    method: 'tools/call',
    params: { name, arguments: { wiki: `${owner}/${wikiName}`, ...args } },
  });
  const parts = Array.isArray(result.content) ? (result.content as { text?: string }[]) : [];
  return {
    isError: result.isError === true,
    text: parts.map(({ text }) => text ?? '').join('\n'),
    data: (result.structuredContent ?? {}) as Record<string, unknown>,
  };
}

/** @throws CheckFailure when the tool refuses */
export async function callToolWell(
  scene: Scene,
  name: string,
  args: Record<string, unknown>,
): Promise<ToolAnswer['data']> {
  const { isError, text, data } = await callTool(scene, name, args);
  if (isError) throw new CheckFailure(`${name}: an answer`, text.slice(0, 300));
  return data;
}

/** An empty object for what is no JSON object. */
export function readJson(answer: SmokeAnswer): object {
  try {
    const value: unknown = JSON.parse(textOf(answer));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
