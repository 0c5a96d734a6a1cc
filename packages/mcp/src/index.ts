export type { Caller } from './caller.ts';
export { createMcpHandler, type McpHandler, type McpHandlerOptions } from './create-mcp-handler.ts';
export { createMcpServer, type McpServerOptions } from './create-mcp-server.ts';
export { ToolError } from './errors.ts';
export type { Log } from './log.ts';
export { runTool } from './run-tool.ts';
export { type StdioOptions, serveStdio } from './serve-stdio.ts';
export type { Tool, ToolContext } from './tool.ts';
export { TOOLS } from './tool-list.ts';
