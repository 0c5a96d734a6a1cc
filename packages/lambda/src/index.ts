export { type AuthFunction, createAuthFunction } from './create-auth-function.ts';
export {
  createMaintenanceHandler,
  type MaintenanceHandler,
  type MaintenanceHandlerOptions,
} from './create-maintenance-handler.ts';
export { createWriteHandler, type WriteHandler, type WriteHandlerOptions } from './create-write-handler.ts';
export type { FunctionUrlEvent, FunctionUrlResult } from './function-url.ts';
export type { MaintenanceEvent, S3Notification } from './maintenance-event.ts';
