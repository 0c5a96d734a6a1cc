import { toolRequest } from './tool-request.ts';

export interface Called {
  isError: boolean;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: each tool has its own shape, which the test states
  data: any;
}

/** Calls a tool in `team/notes`. @throws Error for an answer that is none of the protocol's */
export async function callTool(
  fetch: (request: Request) => Promise<Response>,
  token: string,
  name: string,
  input: Record<string, unknown>,
): Promise<Called> {
  const response = await fetch(toolRequest(token, name, { wiki: 'team/notes', ...input }));
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${name} was answered with ${response.status}: ${text}`);
  const { isError = false, content, structuredContent } = JSON.parse(text).result;
  return {
    isError,
    text: content.map((part: { text?: string }) => part.text ?? '').join('\n'),
    data: structuredContent,
  };
}
