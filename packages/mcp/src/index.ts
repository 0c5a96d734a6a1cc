export type { Caller } from './caller.ts';
export { createMcpHandler, type McpHandler, type McpHandlerOptions } from './create-mcp-handler.ts';
export type { Log } from './log.ts';
