export { createWriteHandler, type WriteHandler, type WriteHandlerOptions } from './create-write-handler.ts';
export type { FunctionUrlEvent, FunctionUrlResult } from './function-url.ts';
