import type { FunctionUrlEvent } from './function-url.ts';

const PASSED_HEADERS = /^(accept|content-type|user-agent|mcp-[a-z-]+)$/;

/** The event as a web-standard request, for the MCP server: just the headers that it reads. */
export function toRequest(event: FunctionUrlEvent, origin: string, body: Buffer<ArrayBuffer>): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers)) {
    // The token has done its work: nothing behind this point may see it or pass it on.
    if (value !== undefined && PASSED_HEADERS.test(name)) headers.set(name, value);
  }
  return new Request(new URL(event.rawPath, origin), { method: 'POST', headers, body });
}
